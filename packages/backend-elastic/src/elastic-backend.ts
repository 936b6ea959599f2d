import { type Backend, backend, type ConnectAttempt, type Endpoint, type Fate, type Schema } from '@outpool/contract';
import { ElasticConnection } from './elastic-connection.js';
import { type ElasticSettings, elasticOptions, endpointsOf } from './elastic-options.js';
import { Wire } from './wire.js';

interface NodeInfo {
  readonly version?: { readonly number?: string; readonly distribution?: string };
}

/** Connections to Elasticsearch and OpenSearch over HTTP: one socket for each worker. */
@backend({ type: 'elastic', defaults: { callTimeoutMs: 30_000 } })
export class ElasticBackend implements Backend<ElasticSettings, ElasticConnection> {
  readonly options: Schema<ElasticSettings> = elasticOptions;
  readonly #wires = new WeakMap<ElasticConnection, Wire>();

  endpoints(options: ElasticSettings): readonly Endpoint[] {
    return endpointsOf(options);
  }

  /** The first answer is the login, too, and says what the node is: nothing later has to ask. */
  async connect(attempt: ConnectAttempt<ElasticSettings>): Promise<ElasticConnection> {
    const wire = await Wire.open(attempt, attempt.endpoint ?? (endpointsOf(attempt.options)[0] as Endpoint));
    try {
      const { version } = await wire.ask<NodeInfo>('/', { signal: attempt.signal });
      if (version?.number === undefined) throw new Error('what answers there is neither Elasticsearch nor OpenSearch');
      const product = version.distribution === 'opensearch' ? 'opensearch' : 'elasticsearch';
      if (attempt.options.sniff) await wire.sniff(attempt.signal);
      const connection = new ElasticConnection(wire, product, version.number);
      this.#wires.set(connection, wire);
      return connection;
    } catch (error) {
      await wire.close();
      throw error;
    }
  }

  async close(connection: ElasticConnection): Promise<void> {
    await this.#wireOf(connection).close();
  }

  async ping(connection: ElasticConnection, signal: AbortSignal): Promise<void> {
    const wire = this.#wireOf(connection);
    if (wire.sniffs) await wire.sniff(signal);
    else await wire.ask('/', { method: 'HEAD', signal });
  }

  fate(error: unknown, connection: ElasticConnection): Fate {
    return this.#wireOf(connection).fateOf(error);
  }

  #wireOf(connection: ElasticConnection): Wire {
    return this.#wires.get(connection) as Wire;
  }
}
