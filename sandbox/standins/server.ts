import path from "node:path";

import { Hono } from "hono";

import { SandboxClock } from "#sandbox/standins/clock";
import { ConnectionDropped } from "#sandbox/standins/connection";
import { controlRoutes } from "#sandbox/standins/control";
import { Faults } from "#sandbox/standins/faults";
import { googleRoutes } from "#sandbox/standins/google/routes";
import { homeRoutes } from "#sandbox/standins/home";
import { openLedger } from "#sandbox/standins/ledger";
import { listenOnLoopback } from "#sandbox/standins/listener";
import { Mailbox } from "#sandbox/standins/mailbox/mailbox";
import { mailboxRoutes } from "#sandbox/standins/mailbox/routes";
import { resendApi } from "#sandbox/standins/resend/api";
import { resendEntrySchema } from "#sandbox/standins/resend/entry";
import { ResendOutbox } from "#sandbox/standins/resend/outbox";
import { openSigner } from "#sandbox/standins/signer";
import { stylesheet } from "#sandbox/standins/stylesheet";
import { ZoomAccount } from "#sandbox/standins/zoom/account";
import { zoomApi } from "#sandbox/standins/zoom/api";
import { zoomEntrySchema } from "#sandbox/standins/zoom/entry";
import { zoomVisits } from "#sandbox/standins/zoom/visits";

export type StandinOptions = {
  /** 0 takes a free port. */
  port: number;
  /** Holds the ledgers, the signing key and the demo accounts; the same folder is the same world. */
  dir: string;
  hubUrl: string;
  /** Tells the hub how far its clock is to be ahead; when it rejects, the clock stays as it was. */
  onClock: (offsetSeconds: number) => Promise<void>;
  /** The offset the hub's clock has already, when the sandbox comes back. */
  clockOffsetSeconds?: number;
  now?: () => number;
};
export type Standins = { url: string; stop(): Promise<void> };

/** Starts the world around the hub on one loopback origin: vendors, mailbox, control, ledgers. A taken port rejects. */
export async function startStandins(options: StandinOptions): Promise<Standins> {
  const now = options.now ?? Date.now;
  const resendLedger = await openLedger(path.join(options.dir, "ledger/resend.jsonl"), resendEntrySchema);
  const zoomLedger = await openLedger(path.join(options.dir, "ledger/zoom.jsonl"), zoomEntrySchema);
  const closeLedgers = async () => {
    await Promise.all([resendLedger.close(), zoomLedger.close()]);
  };
  try {
    const signer = await openSigner(options.dir, now);
    const faults = new Faults();
    const clock = new SandboxClock(options.clockOffsetSeconds ?? 0, options.onClock);
    const zoom = new ZoomAccount(zoomLedger, signer, now);
    let origin = "";

    const app = new Hono();
    app.onError((error, context) => {
      if (error instanceof ConnectionDropped) throw error;
      console.error("sandbox:", error);
      return context.json({ error: "The sandbox failed to answer. Its own output says why." }, 500);
    });
    app.notFound((context) => context.json({ error: "The sandbox has nothing at this address." }, 404));
    app.get("/sandbox.css", (context) => context.body(stylesheet, 200, { "content-type": "text/css; charset=utf-8" }));
    app.route("/", homeRoutes(options.hubUrl, faults, clock));
    app.route("/", controlRoutes({ faults, clock, ledgers: { zoom: zoomLedger, resend: resendLedger } }));
    app.route("/", mailboxRoutes(new Mailbox(resendLedger)));
    app.route("/", resendApi(resendLedger, new ResendOutbox(resendLedger, now), faults));
    app.route(
      "/",
      zoomApi(zoom, signer, faults, () => origin),
    );
    app.route("/", zoomVisits(zoom, signer));
    app.route("/", googleRoutes({ dir: options.dir, hubUrl: options.hubUrl, signer, faults, now }));

    const listening = await listenOnLoopback((request) => app.fetch(request), options.port);
    origin = `http://localhost:${listening.port}`;
    return {
      url: origin,
      async stop() {
        await listening.stop();
        await closeLedgers();
      },
    };
  } catch (error) {
    await closeLedgers();
    throw error;
  }
}
