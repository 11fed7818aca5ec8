import type { Audit, Deps, Log, RateLimits } from '@credenza/service-kit';
import type { z } from 'zod';
import type { config } from './config.ts';
import { FeedStore } from './feed.store.ts';
import { LiveChannel } from './live/channel.ts';
import { Live } from './live/live.ts';
import { MailStore } from './mail.store.ts';
import { MailWorker } from './mail-worker.ts';
import { connectMailer } from './mailer.ts';
import { NotificationStore } from './notification.store.ts';
import { PersonalStore } from './personal.store.ts';
import { RecipientStore } from './recipient.store.ts';
import { ShopStore } from './shop.store.ts';

/** What the notification service's handlers may use. */
export interface Context {
  recipients: RecipientStore;
  shops: ShopStore;
  notifications: NotificationStore;
  live: Live;
  mails: MailStore;
  worker: MailWorker;
  personal: PersonalStore;
  /** Tells whose data is erased: nobody writes to them any more. */
  erasedAmong: Deps<unknown>['erasedAmong'];
  limits: RateLimits;
  audit: Audit;
  log: Log;
  /** Where people reach the marketplace, without a slash at its end. */
  shop: string;
  now(): Date;
}

/** How long a mail under way may take when the service stops, in ms. */
const lastMailMs = 3_000;

/**
 * @param deps what the kit gives
 * @returns the context; nothing runs yet
 */
export function makeContext(deps: Deps<z.output<typeof config>>): Context {
  const { db, config: settings, log, now } = deps;
  const channel = new LiveChannel(deps.redis, `live:${db.name}`, log);
  const live = new Live({ feeds: new FeedStore(db), channel, log, sweepMs: settings.LIVE_SWEEP_MS });
  const mails = new MailStore(db);
  const mailer = connectMailer({
    url: settings.SMTP_URL,
    from: settings.MAIL_FROM,
    connections: settings.MAIL_CONNECTIONS,
    timeoutMs: settings.MAIL_SEND_TIMEOUT_MS,
  });
  const worker = new MailWorker({
    mails,
    patience: {
      attempts: settings.MAIL_ATTEMPTS,
      baseMs: settings.MAIL_RETRY_BASE_MS,
      capMs: settings.MAIL_RETRY_CAP_MS,
    },
    lanes: settings.MAIL_CONNECTIONS,
    send: (mail) => mailer.send(mail),
    now,
    log,
  });
  deps.onStop(async () => {
    live.stop();
    const impatient = setTimeout(() => mailer.close(), lastMailMs);
    await worker.stop();
    clearTimeout(impatient);
    mailer.close();
  });
  return {
    recipients: new RecipientStore(db),
    shops: new ShopStore(db),
    notifications: new NotificationStore(db),
    live,
    mails,
    worker,
    personal: new PersonalStore(db),
    erasedAmong: deps.erasedAmong,
    limits: deps.limits,
    audit: deps.audit,
    log,
    shop: settings.PUBLIC_URL.replace(/\/+$/, ''),
    now,
  };
}
