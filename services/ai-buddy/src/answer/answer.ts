import { ProductId, ProposalId } from '@credenza/contracts';
import { z } from 'zod';
import { Source } from '../knowledge/passage.ts';

/** What a claim rests on. */
export const Citation = z.object({
  number: z.int().min(1).meta({ description: 'as it stands in the text, such as [1]' }),
  source: Source,
  ref: z.string().meta({ description: "the product's id, or the article's name" }),
  title: z.string(),
});
export type Citation = z.infer<typeof Citation>;

/** Something that the assistant would do, and that nobody does until the user has confirmed it. */
export const ProposalView = z.object({
  proposalId: ProposalId,
  action: z.enum(['add-to-cart', 'start-return']),
  summary: z.string().meta({ description: 'what will happen, in the words of the server' }),
  expiresAt: z.iso.datetime(),
});
export type ProposalView = z.infer<typeof ProposalView>;

export const AnswerKind = z.enum([
  'products',
  'compare',
  'article',
  'stock',
  'orders',
  'advice',
  'reviews',
  'proposal',
  'greeting',
  'refusal',
  'question',
]);
export type AnswerKind = z.infer<typeof AnswerKind>;

/** What the assistant says. */
export const Answer = z.object({
  kind: AnswerKind,
  text: z.string(),
  citations: z.array(Citation),
  products: z
    .array(ProductId)
    .meta({ description: 'the products it speaks of, in order: "the second one" means these' }),
  tools: z.array(z.string()).meta({ description: 'the tools that were used' }),
  proposal: ProposalView.optional(),
  by: z.enum(['responder', 'model']),
  prompt: z.string().optional().meta({ description: 'the prompt and its version that the model was given' }),
  note: z.string().optional().meta({ description: 'what the reader should know about how this answer came about' }),
});
export type Answer = z.infer<typeof Answer>;

/** One turn of a conversation. */
export const Message = z.object({
  from: z.enum(['user', 'assistant']),
  text: z.string(),
  at: z.iso.datetime(),
  answer: Answer.optional(),
  key: z.string().optional(),
});
export type Message = z.infer<typeof Message>;
