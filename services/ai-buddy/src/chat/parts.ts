import type { Route } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { askOnce } from './routes/ask-once.ts';
import { beginConversation } from './routes/begin-conversation.ts';
import { confirmProposal } from './routes/confirm-proposal.ts';
import { deleteConversation } from './routes/delete-conversation.ts';
import { getConversation } from './routes/get-conversation.ts';
import { listConversations } from './routes/list-conversations.ts';
import { sendMessage } from './routes/send-message.ts';

/** What conversations add to the service. */
export const routes: Route<Context>[] = [
  askOnce,
  beginConversation,
  listConversations,
  getConversation,
  deleteConversation,
  sendMessage,
  confirmProposal,
];
