import type { Deps } from '@credenza/service-kit';
import type { z } from 'zod';
import { alertWorker } from './alert-worker.ts';
import type { config } from './config.ts';
import type { Context } from './context.ts';
import { DigestStore } from './digest.store.ts';
import { digestWorker } from './digest-worker.ts';
import { FeedStore } from './feed.store.ts';
import { LiveChannel } from './live/channel.ts';
import { Live } from './live/live.ts';
import { MailStore } from './mail.store.ts';
import { mailWorker } from './mail-worker.ts';
import { connectMailer } from './mailer.ts';
import { NotificationStore } from './notification.store.ts';
import { PersonalStore } from './personal.store.ts';
import { PreferenceStore } from './preference.store.ts';
import { ProductStore } from './product.store.ts';
import { RecipientStore } from './recipient.store.ts';
import { ShopStore } from './shop.store.ts';
import { UnsubscribeLinks } from './unsubscribe-links.ts';
import { WatchStore } from './watch.store.ts';
import { WebhookMessageStore } from './webhooks/message.store.ts';
import { Seal } from './webhooks/sealed.ts';
import { WebhookStore } from './webhooks/webhook.store.ts';
import { webhookWorker } from './webhooks/worker.ts';

/** How long a mail or a call under way may take when the service stops, in ms. */
const lastMs = 3_000;

/**
 * @param deps what the kit gives
 * @returns the context; nothing runs yet
 */
export function makeContext(deps: Deps<z.output<typeof config>>): Context {
  const { db, config: settings, log, now } = deps;
  const shop = settings.PUBLIC_URL.replace(/\/+$/, '');
  const channel = new LiveChannel(deps.redis, `live:${db.name}`, log);
  const live = new Live({ feeds: new FeedStore(db), channel, log, sweepMs: settings.LIVE_SWEEP_MS });
  const mails = new MailStore(db);
  const mailer = connectMailer({
    url: settings.SMTP_URL,
    from: settings.MAIL_FROM,
    connections: settings.MAIL_CONNECTIONS,
    timeoutMs: settings.MAIL_SEND_TIMEOUT_MS,
  });
  const worker = mailWorker({
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
  const common = {
    recipients: new RecipientStore(db),
    preferences: new PreferenceStore(db),
    shops: new ShopStore(db),
    notifications: new NotificationStore(db),
    live,
    mails,
    worker,
    personal: new PersonalStore(db),
    erasedAmong: deps.erasedAmong,
    digests: new DigestStore(db),
    products: new ProductStore(db),
    watches: new WatchStore(db),
    webhooks: new WebhookStore(db, settings.WEBHOOK_TIMEOUT_MS + 30_000),
    webhookMessages: new WebhookMessageStore(db),
    seal: new Seal(settings.NOTIFICATION_SECRET),
    webhooksMayBeLocal: settings.WEBHOOK_ALLOW_LOCAL,
    limits: deps.limits,
    audit: deps.audit,
    log,
    shop,
    links: new UnsubscribeLinks(settings.NOTIFICATION_SECRET, shop),
    now,
  };
  const alerts = alertWorker(common);
  const closing = new AbortController();
  const webhooks = webhookWorker({
    ...common,
    patience: {
      attempts: settings.WEBHOOK_ATTEMPTS,
      baseMs: settings.WEBHOOK_RETRY_BASE_MS,
      capMs: settings.WEBHOOK_RETRY_CAP_MS,
      disableAfterMs: settings.WEBHOOK_DISABLE_AFTER_MS,
    },
    timeoutMs: settings.WEBHOOK_TIMEOUT_MS,
    local: settings.WEBHOOK_ALLOW_LOCAL,
    closing: closing.signal,
    post: common,
  });
  const workers = [worker, digestWorker(common), alerts, webhooks];
  deps.onStop(async () => {
    live.stop();
    const impatient = setTimeout(() => {
      closing.abort(new Error('the service stops'));
      mailer.close();
    }, lastMs);
    await Promise.all(workers.map((one) => one.stop()));
    clearTimeout(impatient);
    mailer.close();
  });
  return { ...common, alerts, webhookWorker: webhooks, workers };
}
