import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The numbers that every service shows at `/metrics`, in Prometheus' base units (seconds). */
export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  published: Counter<'type' | 'outcome'>;
  handled: Histogram<'type' | 'outcome'>;
  deadLetters: Gauge;
  unpublished: Gauge;
}

/**
 * Makes a registry of its own, so that several services can live in one test process.
 *
 * @param service the service's name, a label on every series
 * @returns the metrics
 */
export function makeMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'How long requests took',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    published: new Counter({
      name: 'events_published_total',
      help: 'Events handed to the sidecar',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    handled: new Histogram({
      name: 'event_handling_duration_seconds',
      help: 'How long consumers took',
      labelNames: ['type', 'outcome'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    deadLetters: new Gauge({ name: 'event_dead_letters', help: 'Events that wait for a person', registers }),
    unpublished: new Gauge({
      name: 'events_waiting_to_publish',
      help: 'Events that this process has queued for the sidecar',
      registers,
    }),
  };
}
