import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { HttpError } from './http-error.js';
import { HttpResponse } from './http-response.js';

const UNPACKERS = new Map<string, () => NodeJS.ReadWriteStream & Readable>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** What is asked for. */
export const PACKED = 'gzip, deflate, br';

/** More than that is an attack. */
const MOST_LAYERS = 3;

/**
 * The response with its body as it was before it was packed; as it is when it is not, or in a way that is not known.
 * @param maxBytes of a body that is held in memory. Absent: the body is read as it comes in
 */
export async function unpack(response: HttpResponse, maxBytes: number | undefined): Promise<HttpResponse> {
  const { 'content-encoding': packed, 'content-length': length, ...headers } = response.headers;
  const layers = [packed ?? []].flat().join().toLowerCase().split(',');
  const unpackers = layers.map((layer) => UNPACKERS.get(layer.trim())).reverse();
  if (packed === undefined || length === '0' || layers.length > MOST_LAYERS || unpackers.includes(undefined)) return response;
  // The end of the last stream, or its error, tells all that there is to tell.
  const body = pipeline([response.stream(), ...unpackers.map((make) => (make as typeof createGunzip)())], () => undefined) as Readable &
    NodeJS.WritableStream;
  if (maxBytes === undefined) return new HttpResponse(response.status, headers, body);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new HttpError('HTTP_TOO_LARGE', `the unpacked body is longer than maxResponseBytes (${maxBytes}); read it with stream: true`);
    chunks.push(chunk);
  }
  return new HttpResponse(response.status, headers, Buffer.concat(chunks, bytes));
}
