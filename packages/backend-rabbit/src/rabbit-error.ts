/**
 * What became of a message or a consumer.
 * - `NACKED`: the broker could not take the message.
 * - `RETURNED`: no queue was there for a mandatory message.
 * - `REFUSED`: the broker closed the channel because of this message: no such exchange, no right to it, too large.
 * - `CONFIRM_TIMEOUT`: no word of the broker in `confirmTimeoutMs`; it may have the message.
 * - `UNCONFIRMED`: the channel ended before the broker's word; it may have the message.
 * - `CANCELLED`: the broker ended the consumer, since its queue is gone.
 */
export type RabbitErrorCode = 'NACKED' | 'RETURNED' | 'REFUSED' | 'CONFIRM_TIMEOUT' | 'UNCONFIRMED' | 'CANCELLED';

/** A message that did not get through, or perhaps not; or a consumer that was ended. */
export class RabbitError extends Error {
  override readonly name = 'RabbitError';
  readonly code: RabbitErrorCode;

  constructor(code: RabbitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** By its name: it may come from another installed copy of this package. */
export function isRabbitError(error: unknown, code?: RabbitErrorCode): error is RabbitError {
  return error instanceof Error && error.name === 'RabbitError' && (code === undefined || (error as RabbitError).code === code);
}
