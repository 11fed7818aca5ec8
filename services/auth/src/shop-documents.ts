import type { UserId } from '@credenza/contracts';
import { Conflict, type Decision } from '@credenza/service-kit';
import { type DocumentId, documentOf, type ShopDocument } from './document.ts';
import { ownerOf, type Shop, type ShopState } from './shop.ts';

const most = 20;

/**
 * @param shop a shop
 * @throws Conflict when it has as many documents as it may have
 */
export function mustHaveRoom(shop: Pick<ShopState, 'documents'>): void {
  if (shop.documents.length >= most) throw new Conflict(`A shop keeps up to ${most} documents.`);
}

/**
 * @param shop the shop
 * @param document what an owner has uploaded
 * @returns the decision
 * @throws Forbidden for staff; Conflict when there are too many
 */
export function addDocument(shop: Shop, document: ShopDocument): Decision<ShopState> {
  ownerOf(shop, document.uploadedBy);
  mustHaveRoom(shop);
  return { state: { documents: [...shop.documents, document] }, facts: [] };
}

/**
 * @param shop the shop
 * @param actor who wants it
 * @param documentId which document
 * @returns the decision
 * @throws Forbidden for staff; NotFound when the shop has no such document
 */
export function removeDocument(shop: Shop, actor: UserId, documentId: DocumentId): Decision<ShopState> {
  ownerOf(shop, actor);
  documentOf(shop, documentId);
  return { state: { documents: shop.documents.filter((one) => one.documentId !== documentId) }, facts: [] };
}
