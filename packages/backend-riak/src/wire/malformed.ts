/** The other side broke the protocol. Nothing that comes behind on the connection can be trusted. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}
