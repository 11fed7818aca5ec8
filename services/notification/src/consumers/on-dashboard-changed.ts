import { dashboardChanged } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** Lets everybody who works for a shop and looks at its figures know that they have moved. */
export const onDashboardChanged = consumer(dashboardChanged, async ({ data }, ctx: Context) => {
  const { sellerId, seq, members } = data;
  for (const member of members) ctx.live.nudge(member, { sellerId, seq });
});
