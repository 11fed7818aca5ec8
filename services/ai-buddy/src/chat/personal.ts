import type { PersonalData } from '@credenza/service-kit';
import type { Context } from '../context.ts';

/** What people have said to the assistant, and what it has answered; proposals end by themselves within a day. */
export const personal: PersonalData<Context> = {
  async *export({ userId }, { conversations, budget }) {
    const tokens = await budget.spent(userId);
    if (tokens > 0) yield ['model-use', { tokens }];
    for (const { conversationId } of await conversations.list(userId)) {
      const found = await conversations.find(conversationId, userId);
      if (!found) continue;
      const { userId: _owner, ...conversation } = found;
      yield ['conversations', conversation];
    }
  },
  async erase({ userId }, { conversations, budget }) {
    await budget.forget(userId);
    return await conversations.forgetAll(userId);
  },
};
