import { defineConfig } from '@credenza/service-kit';
import { z } from 'zod';

/** The ai-buddy service's settings. Without any of them it works: no key, no cloud. */
export const config = defineConfig({
  OPENAI_API_KEY: z
    .string()
    .optional()
    .meta({ description: 'for the endpoints below; those of your own may need none' }),
  EMBEDDINGS_URL: z
    .url()
    .optional()
    .meta({ description: "an endpoint that speaks OpenAI's protocol, such as https://api.openai.com/v1, for vectors" }),
  EMBEDDINGS_MODEL: z.string().default('text-embedding-3-small').meta({ description: 'the model it should use' }),
  EMBEDDINGS_MODEL_DIR: z
    .string()
    .optional()
    .meta({ description: 'a folder with a model for @huggingface/transformers (ONNX), such as all-MiniLM-L6-v2' }),
  MODEL_URL: z.url().optional().meta({
    description:
      "an endpoint that speaks OpenAI's protocol (OpenAI, vLLM, Ollama), for answers; none: answers by rules",
  }),
  MODEL: z.string().default('gpt-4o-mini').meta({ description: 'the model that should answer; it must call tools' }),
  MODEL_TOKENS_PER_DAY: z.coerce
    .number()
    .int()
    .min(0)
    .default(100_000)
    .meta({ description: 'tokens that one person may use in a day (UTC); after that, answers by rules' }),
  MODEL_REST_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(30_000)
    .meta({ description: 'how long a model that has failed three times is left alone' }),
  MODEL_TIMEOUT_MS: z.coerce.number().int().min(100).default(30_000).meta({ description: 'how long a model may take' }),
  REFRESH_MS: z.coerce
    .number()
    .int()
    .min(50)
    .default(1_000)
    .meta({ description: 'how often a replica asks what others have learned' }),
});
export type Config = z.output<typeof config>;
