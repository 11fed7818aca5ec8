import { sellerUpdated } from '@credenza/contracts';
import { consumer } from '@credenza/service-kit';
import type { Context } from '../context.ts';
import { shopNews, shopNewsMail } from '../mails/shop-news.ts';
import { type Errand, sendMail } from '../send-mail.ts';
import { tell } from '../tell.ts';

/** Remembers who works for a shop, and tells them when it opens, is suspended, closes or is paid elsewhere. */
export const onSellerUpdated = consumer(sellerUpdated, async (event, ctx: Context) => {
  const { data, aggregateversion: version } = event;
  // What is no longer so is no news.
  if (!(await ctx.shops.keep({ ...data, version }))) return;
  const told = shopNews(data).flatMap((news) =>
    data.members
      .filter(({ role }) => news.for === 'members' || role === 'owner')
      .map(({ userId }) => ({ userId, about: event.id, news })),
  );
  const tidings = told.map(({ news: { kind, title, body }, ...to }) => ({
    ...to,
    kind,
    title,
    body,
    link: '/seller/shop',
  }));
  await tell(event.time, tidings, ctx);
  const errands = told.map(
    ({ news, ...to }): Errand => ({
      ...to,
      template: news.kind,
      write: (recipient, shop) => shopNewsMail(recipient, news, shop),
    }),
  );
  await sendMail(errands, ctx);
});
