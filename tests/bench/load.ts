import { Agent, request } from "node:http";

export type Shot = { method?: string; path: string; headers: Record<string, string>; body?: string };
export type Answered = { status: number; ms: number; bytes: number };

const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

/** One request to a port on loopback; the time to its last byte. A broken connection is status 0. */
export function shoot(port: number, shot: Shot): Promise<Answered> {
  const started = performance.now();
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (status: number) => resolve({ status, ms: performance.now() - started, bytes });
    const length = shot.body === undefined ? {} : { "content-length": String(Buffer.byteLength(shot.body)) };
    const sent = request(
      {
        agent,
        host: "127.0.0.1",
        port,
        method: shot.method ?? "GET",
        path: shot.path,
        headers: { ...shot.headers, ...length },
      },
      (answer) => {
        answer.on("data", (chunk: Buffer) => (bytes += chunk.byteLength));
        answer.on("end", () => done(answer.statusCode ?? 0));
        answer.on("error", () => done(0));
      },
    );
    sent.on("error", () => done(0));
    sent.end(shot.body);
  });
}

/** Requests per second with `lanes` clients for `seconds`; anything but the expected status is counted as bad. */
export async function throughput(
  port: number,
  next: () => Shot,
  expected: number,
  seconds: number,
  lanes = 16,
): Promise<{ perSecond: number; good: number; bad: number }> {
  const end = performance.now() + seconds * 1000;
  let good = 0;
  let bad = 0;
  const lane = async () => {
    while (performance.now() < end) {
      const { status } = await shoot(port, next());
      if (status === expected) good++;
      else bad++;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  return { perSecond: (good * 1000) / (performance.now() - started), good, bad };
}

/** All of them, spread evenly over `seconds`, as a class arrives. */
export async function burst(port: number, shots: Shot[], seconds: number): Promise<Answered[]> {
  const gap = (seconds * 1000) / shots.length;
  const started = performance.now();
  return Promise.all(
    shots.map(async (shot, i) => {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, started + i * gap - performance.now())));
      return shoot(port, shot);
    }),
  );
}

export function percentile(values: number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}
