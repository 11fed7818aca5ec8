import { type Outboxed, outboxFields } from '@credenza/service-kit';
import { type Connection, type Model, Schema } from 'mongoose';
import type { Reservation } from './reservation.ts';

const text = { type: String, required: true };

const reservationSchema = new Schema<Reservation & Outboxed>(
  {
    ...outboxFields,
    status: text,
    lines: { type: Schema.Types.Mixed, required: true },
    offers: { type: Schema.Types.Mixed, required: true },
    expiresAt: { type: Date, required: true },
    attempt: text,
    releasedBy: String,
    back: { type: Schema.Types.Mixed, default: undefined },
  },
  { collection: 'reservations', versionKey: false, minimize: false },
);

/**
 * @param db the service's database
 * @returns the model of the reservations
 */
export function reservationModel(db: Connection): Model<Reservation & Outboxed> {
  return db.model<Reservation & Outboxed>('Reservation', reservationSchema);
}
