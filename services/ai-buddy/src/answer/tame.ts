import { clean } from './clean.ts';

/** Sentences that talk to an assistant and not to somebody who shops. */
const orders =
  /\b(ignore|disregard|forget|override)\b.{0,60}\b(instruction|rule|prompt|previous|above|prior)|\b(ignorier|vergiss|missacht)\w*.{0,60}(anweisung|regel|vorgabe|bisherig|vorherig)|\b(system|developer|assistant|user|tool)\s*:|\b(system prompt|systemprompt|prompt injection)\b|\b(you are|you're|du bist) (now|an? (ai|assistant|language model)|jetzt|ein assistent)|\b(ai|assistant|chatbot|language model|llm|assistent|sprachmodell)\b.{0,60}\b(must|should|shall|has to|will|please|muss|soll)|\b(call|invoke|use|run|ruf\w*|benutze)\b.{0,30}\b(tool|function|werkzeug|funktion|[a-z]+_[a-z_]+)\b|\b(respond|reply|answer|antworte)\b.{0,30}\b(with|only|mit|nur)\b|\b(reveal|leak|exfiltrate|print|repeat|verrate|wiederhole)\b.{0,40}\b(prompt|instruction|token|password|secret|conversation|anweisung|passwor)|\b[a-z]+(?:_[a-z]+)+\b|\{\s*"?(name|tool|function|role)"?\s*:/i;

/**
 * Takes out of a text of others what is written for an assistant, beyond making it harmless.
 *
 * @param text of a product, a review or an article
 * @returns what is left for people
 */
export function tame(text: string): string {
  const sentences = clean(text).split(/(?<=[.!?;])\s+/u);
  return sentences.filter((one) => !orders.test(one)).join(' ');
}
