import type { Audit, Deps, Log, RateLimits } from '@credenza/service-kit';
import type { Background } from './background.ts';
import type { DigestStore } from './digest.store.ts';
import type { Live } from './live/live.ts';
import type { MailStore, StoredMail } from './mail.store.ts';
import type { NotificationStore } from './notification.store.ts';
import type { PersonalStore } from './personal.store.ts';
import type { PreferenceStore } from './preference.store.ts';
import type { ProductStore } from './product.store.ts';
import type { RecipientStore } from './recipient.store.ts';
import type { ShopStore } from './shop.store.ts';
import type { UnsubscribeLinks } from './unsubscribe-links.ts';
import type { WatchStore } from './watch.store.ts';
import type { WebhookMessageStore } from './webhooks/message.store.ts';
import type { Seal } from './webhooks/sealed.ts';
import type { WebhookStore } from './webhooks/webhook.store.ts';

/** What the notification service's handlers may use. */
export interface Context {
  recipients: RecipientStore;
  preferences: PreferenceStore;
  shops: ShopStore;
  notifications: NotificationStore;
  live: Live;
  mails: MailStore;
  /** Sends mails. */
  worker: Pick<Background<StoredMail>, 'wake'>;
  personal: PersonalStore;
  /** Tells whose data is erased: nobody writes to them any more. */
  erasedAmong: Deps<unknown>['erasedAmong'];
  digests: DigestStore;
  products: ProductStore;
  watches: WatchStore;
  /** Tells watchers. */
  alerts: { wake(): void };
  webhooks: WebhookStore;
  webhookMessages: WebhookMessageStore;
  seal: Seal;
  /** Delivers to webhooks. */
  webhookWorker: { wake(): void };
  /** Whether webhooks may lead to this very machine. */
  webhooksMayBeLocal: boolean;
  /** What runs in the background. */
  workers: { start(): void }[];
  limits: RateLimits;
  audit: Audit;
  log: Log;
  /** Where people reach the marketplace, without a slash at its end. */
  shop: string;
  links: UnsubscribeLinks;
  now(): Date;
}
