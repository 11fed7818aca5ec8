import type { Route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { serveMcp } from './routes/serve-mcp.ts';

/** What MCP adds to the service. */
export const routes: Route<Context>[] = [serveMcp];
