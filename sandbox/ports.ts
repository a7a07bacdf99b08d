import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { Failure, isErrno } from "#sandbox/failure";

/** Below the range from which systems lend ports to outgoing connections, so that none of those can sit on it. */
const LOWEST = 20_000;
const EPHEMERAL = 32_768;

/** Whether nothing on this machine listens there, on either loopback address. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::1"));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      if (isErrno(error, "EADDRINUSE")) resolve(false);
      // A machine without IPv6 has nobody listening there either.
      else if (isErrno(error, "EADDRNOTAVAIL", "EAFNOSUPPORT")) resolve(true);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The preferred port if it is free, else a random free one. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred && (await isPortFree(preferred))) return preferred;
  for (let tries = 0; tries < 200; tries++) {
    const port = randomInt(LOWEST, EPHEMERAL);
    if (await isPortFree(port)) return port;
  }
  throw new Failure("No free port was found on this machine.");
}

/** Reads a port from the environment: a whole number a server of an ordinary user can take. */
export function portFrom(name: string, fallback: number): number {
  const text = process.env[name] || String(fallback);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw new Failure(`${name} is "${text}": give a port from 1024 to 65535.`);
  }
  return port;
}

/** Refuses a port that is taken, by the name of its variable. `waitMs`: a killed program lets go of its port a moment later. */
export async function requireFree(name: string, port: number, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  while (!(await isPortFree(port))) {
    if (Date.now() < deadline) await sleep(50);
    else throw new Failure(takenSentence(name, port));
  }
}

function takenSentence(name: string, port: number): string {
  return `Port ${port} is taken by another program: stop it, or choose another port, for example ${name}=${port + 100} npm start.`;
}
