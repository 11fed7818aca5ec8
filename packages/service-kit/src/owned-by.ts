import { NotFound } from './errors.ts';
import type { User } from './route.ts';

/**
 * Lets a resource's owner and admins go on; for everybody else there is no such thing.
 *
 * @param user who is signed in
 * @param ownerId the user id of whoever it belongs to
 * @param noun for "There is no such …"
 * @throws NotFound when it is somebody else's
 */
export function ownedBy(user: Pick<User, 'id' | 'role'>, ownerId: string, noun: string): void {
  if (user.role !== 'admin' && user.id !== ownerId) throw new NotFound(noun);
}
