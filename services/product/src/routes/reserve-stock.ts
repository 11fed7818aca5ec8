import { reserveStock as operation } from '@credenza/contracts';
import { internalRoute } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { reserve } from '../reserve.ts';

export const reserveStock = internalRoute(operation, async (command, ctx: Context) => await reserve(command, ctx));
