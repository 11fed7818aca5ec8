import { returnReceived } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { piecesBack } from '../seller/sale.ts';

/** Takes pieces off that have come back: a buyer who sends something back did not want it. */
export const onReturnReceived = consumer(returnReceived, async ({ data }, { sales }: Context) => {
  await sales.back(piecesBack(data));
});
