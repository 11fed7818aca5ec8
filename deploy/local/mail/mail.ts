/** A mail that was caught. */
export interface Mail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  /** ISO 8601 */
  receivedAt: string;
}
