import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Blobs } from './blobs.ts';
import { LocalBlobs } from './local-blobs.ts';

const place =
  /^(?:file:(?<folder>[^?#]+)|s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>[\w-]+(?:\/[\w-]+)*))?\/?)$/;

/** The settings of a service that keeps files. */
export const blobsConfig = {
  BLOBS: z
    .string()
    .regex(place, 'must be file:<folder> or s3://<bucket> or s3://<bucket>/<path>')
    .default('file:.credenza/blobs')
    .meta({
      description: 'where files are kept: file:<folder>, which all replicas need to share, or s3://<bucket>/<path>',
    }),
  S3_ENDPOINT: z.url().optional().meta({ description: "where the bucket is reached, unless it is one of Amazon's" }),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional().meta({
    description:
      'with S3_SECRET_ACCESS_KEY; without them the AWS SDK looks for credentials itself, such as the role of a pod',
  }),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
};
const BlobsConfig = z.object(blobsConfig);

/**
 * Opens the place where a service keeps its files. The client of S3 is loaded only where it is used.
 *
 * @param settings from `blobsConfig`
 * @returns the files
 */
export async function openBlobs(settings: z.output<typeof BlobsConfig>): Promise<Blobs> {
  const { folder, bucket, prefix } = place.exec(settings.BLOBS)?.groups ?? {};
  if (bucket === undefined)
    return new LocalBlobs(folder?.startsWith('//') ? fileURLToPath(settings.BLOBS) : (folder ?? ''));
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: secret } = settings;
  const { S3Blobs } = await import('./s3-blobs.ts');
  return new S3Blobs(
    { bucket, prefix: prefix === undefined ? '' : `${prefix}/` },
    {
      region,
      // Only Amazon gives every bucket a host name of its own.
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      ...(id !== undefined && secret !== undefined && { credentials: { accessKeyId: id, secretAccessKey: secret } }),
    },
  );
}
