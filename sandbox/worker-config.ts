import path from "node:path";

import type { WorkerOptions } from "miniflare";
import { unstable_readConfig } from "wrangler";
import * as z from "zod";

import { inRoot } from "#sandbox/paths";

/** The parts of wrangler.toml that Hub uses; wrangler publishes no types for what it reads. */
const configSchema = z.object({
  name: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()),
  assets: z.object({
    directory: z.string(),
    binding: z.string(),
    html_handling: z.string().optional(),
    not_found_handling: z.string().optional(),
  }),
  triggers: z.object({ crons: z.array(z.string()) }),
  queues: z.object({
    producers: z.array(z.object({ binding: z.string(), queue: z.string(), delivery_delay: z.number().optional() })),
    consumers: z.array(
      z.object({
        queue: z.string(),
        max_batch_size: z.number(),
        max_batch_timeout: z.number(),
        max_retries: z.number(),
        retry_delay: z.number(),
        dead_letter_queue: z.string().optional(),
      }),
    ),
  }),
  ratelimits: z.array(z.object({ name: z.string(), simple: z.object({ limit: z.number(), period: z.number() }) })),
});

/** What wrangler.toml says about the worker, in Miniflare's words. */
export type WorkerConfig = { options: WorkerOptions; crons: string[] };

/**
 * Reads wrangler.toml as a deployment does and turns every part Hub uses into Miniflare's options, over the bundle that
 * wrangler wrote. Miniflare knows no `max_concurrency`: the local queue hands out one batch of a queue at a time.
 */
export function readWorkerConfig(script: string): WorkerConfig {
  const config = configSchema.parse(unstable_readConfig({ config: inRoot("wrangler.toml") }, { hideWarnings: true }));
  const { compatibility_date, compatibility_flags, assets, queues } = config;
  return {
    crons: config.triggers.crons,
    options: {
      name: config.name,
      // Named, because Miniflare would look for more in the source, and stumbles over an import that a library never reaches.
      modules: [{ type: "ESModule", path: script }],
      modulesRoot: path.dirname(script),
      compatibilityDate: compatibility_date,
      compatibilityFlags: compatibility_flags,
      // `run_worker_first` is not set: a path that is a file is answered without the worker.
      assets: {
        workerName: config.name,
        directory: inRoot(assets.directory),
        binding: assets.binding,
        routerConfig: { has_user_worker: true },
        assetConfig: {
          compatibility_date,
          compatibility_flags,
          html_handling: assets.html_handling,
          not_found_handling: assets.not_found_handling,
        },
      },
      queueProducers: Object.fromEntries(
        queues.producers.map(({ binding, queue, delivery_delay }) => [
          binding,
          { queueName: queue, deliveryDelay: delivery_delay },
        ]),
      ),
      queueConsumers: Object.fromEntries(
        queues.consumers.map((consumer) => [
          consumer.queue,
          {
            maxBatchSize: consumer.max_batch_size,
            maxBatchTimeout: consumer.max_batch_timeout,
            maxRetries: consumer.max_retries,
            retryDelay: consumer.retry_delay,
            deadLetterQueue: consumer.dead_letter_queue,
          },
        ]),
      ),
      ratelimits: Object.fromEntries(config.ratelimits.map(({ name, simple }) => [name, { simple }])),
    },
  };
}
