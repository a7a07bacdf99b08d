import { eq, sql } from "drizzle-orm";

import { inOneTrip } from "#kernel/claim.server";
import type { Ctx } from "#kernel/ctx";
import { q, rows } from "#kernel/database.server";
import type { ReceivedEvent } from "#kernel/events";
import { mutate } from "#kernel/mutate.server";
import { read } from "#kernel/read.server";
import { Refusal } from "#kernel/refusal";
import { localDay } from "#kernel/time";
import { transition } from "#kernel/write.server";
import { wordsOf } from "#kernel/school-words";

import { applyChunk } from "./apply-chunk";
import { importPlanMachine } from "./import-plan.machine";
import type { AnyKind, Run } from "./kind";
import { kindOf } from "./kinds";
import { chunksOf, rowsToApply, rowsToUndo, undoChunksOf } from "./next-rows";
import { planChunk } from "./plan-chunk";
import { phaseWrite, refreshStatistics, workQueued } from "./progress";
import { knownHeader } from "./read/columns";
import { parseTable } from "./read/parse-table";
import { importFiles, importPlans, importProgress } from "./tables";
import type { Phase, Problem } from "./tables";
import { openContent, sealedRows } from "./secret-column";
import { rowsTwice } from "./rows-twice";
import { undoChunk } from "./undo-chunk";

/** Rows of one transaction. */
const sizes = { planned: 1000, applied: 500 };
/** Chunks of one turn: well within the minute that the event is claimed for; the rest is left to the next turn's event. */
const chunksATurn = 8;

type Plan = typeof importPlans.$inferSelect;
type Turn = { plan: Plan; cursor: number; kind: AnyKind; sizes: typeof sizes };

/**
 * Goes on with an import where its cursor stands: computes, applies or takes back some chunks, and leaves an event for the
 * rest. Killed anywhere it has lost nothing and done nothing twice: each chunk settles its rows in its own transaction. A bug
 * ends it as failed, with what was written standing, so that a person can look and have it computed anew.
 */
export async function advanceImport(
  ctx: Ctx,
  event: ReceivedEvent<{ planId: string }>,
  chunks: typeof sizes = sizes,
): Promise<void> {
  const { planId } = event.payload;
  const loaded = await load(ctx, planId);
  if (!loaded || loaded.phase === "rest") return;
  const turn: Turn = { plan: loaded.plan, cursor: loaded.cursor, kind: kindOf(loaded.plan.kind), sizes: chunks };
  try {
    if (loaded.phase === "plan") await goOnPlanning(ctx, turn);
    if (loaded.phase === "apply") await goOnApplying(ctx, turn);
    if (loaded.phase === "undo") await goOnUndoing(ctx, turn);
  } catch (error) {
    // A refusal is a lost race, a seat taken meanwhile or a database that is away: the event comes again.
    // So it does for a bug while rows are taken back, which no other state stands for: it ends as a dead letter to replay.
    if (error instanceof Refusal || loaded.phase === "undo") throw error;
    ctx.ports.log.error("import_failed", { planId, phase: loaded.phase }, error);
    await fail(ctx, planId);
  }
}

async function load(ctx: Ctx, planId: string) {
  const { plan, progress } = await read(ctx, () => ({
    plan: q.select().from(importPlans).where(eq(importPlans.id, planId)),
    progress: q
      .select({ phase: importProgress.phase, cursor: importProgress.cursor })
      .from(importProgress)
      .where(eq(importProgress.planId, planId)),
  }));
  return plan[0] && progress[0] ? { plan: plan[0], ...progress[0] } : null;
}

async function goOnPlanning(ctx: Ctx, { plan, cursor, kind, sizes: { planned } }: Turn): Promise<void> {
  const { file } = await read(ctx, () => ({
    file: q
      .select({ content: importFiles.content, header: importFiles.header })
      .from(importFiles)
      .where(eq(importFiles.planId, plan.id)),
  }));
  const content = file[0] && (await openContent(ctx, kind, file[0].content));
  const parsed = content ? parseTable(content, knownHeader(kind.fields, wordsOf(ctx))) : null;
  if (!parsed?.ok) return fail(ctx, plan.id);
  await kind.use(async (one) => {
    const reading = { ...readingOf(ctx, plan), header: parsed.table.header };
    const all = parsed.table.rows.map((row) => one.read(row, reading));
    const twice = rowsTwice(all, (row) => one.keys(row));
    let at = cursor;
    let left = all.filter((row) => row.number > at);
    for (let i = 0; left.length > 0 && i < chunksATurn; i++) {
      const rowsNow = left.slice(0, planned);
      left = left.slice(planned);
      const run: Run = { ...runOf(ctx, plan), reading, from: rowsNow[0]!.number, twice, shown: null };
      const sealed = await sealedRows(ctx, one.secretField, reading.mapping, rowsNow);
      await planChunk(ctx, one, {
        rows: sealed,
        all: one.isOneMove ? all : sealed,
        run,
        cursor: at,
      });
      await tellPlanner(ctx);
      at = rowsNow.at(-1)!.number;
    }
    if (left.length === 0) await finish(ctx, plan.id, "plan");
    else await goOnLater(ctx, plan.id);
  });
}

async function goOnApplying(ctx: Ctx, { plan, kind, sizes: { applied } }: Turn): Promise<void> {
  const reading = { ...readingOf(ctx, plan), header: [] };
  const who = { reason: plan.reason ?? "", appliedBy: plan.appliedBy };
  for (let i = 0; i < chunksATurn; i += kind.lanes) {
    const { next } = await read(ctx, () => ({ next: rowsToApply(plan.id, kind, applied) }));
    if (next.length === 0) return finish(ctx, plan.id, "apply");
    await inLanes(chunksOf(kind, next, applied), (previewed) => {
      const run = { ...runOf(ctx, plan), reading, from: previewed[0]!.number, twice: new Map<number, Problem>() };
      const all = kind.isOneMove ? next : previewed;
      return kind.use((one) => applyChunk(ctx, one, { previewed, all, run, plan: who }));
    });
    await tellPlanner(ctx);
  }
  await goOnLater(ctx, plan.id);
}

async function goOnUndoing(ctx: Ctx, { plan, kind, sizes: { applied } }: Turn): Promise<void> {
  const who = { reason: plan.undoReason ?? "", undoneBy: plan.undoneBy };
  for (let i = 0; i < chunksATurn; i += kind.lanes) {
    const { next } = await read(ctx, () => ({ next: rowsToUndo(plan.id, kind, applied) }));
    if (next.length === 0) return finish(ctx, plan.id, "undo");
    await inLanes(undoChunksOf(kind, next, applied), (rowsNow) => {
      const made = rowsNow.map((row) => ({ number: row.number, made: row.made ?? {} }));
      return kind.use((one) => undoChunk(ctx, one, { planId: plan.id, made, plan: who }));
    });
  }
  await goOnLater(ctx, plan.id);
}

/** Side by side, each in its own transaction; all have ended before the first failure is told. */
async function inLanes<T>(chunks: T[], work: (chunk: T) => Promise<void>): Promise<void> {
  const failed = (await Promise.allSettled(chunks.map(work))).find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

const tellPlanner = (ctx: Ctx) => inOneTrip(ctx, "subscriber.handle", [refreshStatistics()]);

/** The rest is another event's: its own claim, and its own tries. */
const goOnLater = (ctx: Ctx, planId: string) =>
  mutate(ctx, "subscriber.handle", {
    load: () => ({}),
    decide: () => ({ writes: [], events: [workQueued(planId)], result: undefined }),
  });

const zoneOf = (ctx: Ctx) => ctx.tenant?.zone ?? "UTC";
const readingOf = (ctx: Ctx, plan: Plan) => ({
  mapping: plan.mapping,
  options: plan.options,
  days: plan.reading.days,
  zone: zoneOf(ctx),
  meetingOrigins: ctx.tenant?.meetingOrigins ?? [],
});
const runOf = (ctx: Ctx, plan: Plan) => ({
  planId: plan.id,
  now: ctx.now,
  today: localDay(ctx.now, zoneOf(ctx)),
  zone: zoneOf(ctx),
  currency: ctx.tenant?.currency ?? "INR",
});

const countsBy = (planId: string, column: "outcome" | "result") =>
  rows<{ key: string; n: number }>(
    column === "outcome"
      ? sql`select outcome as key, count(*)::int as n from import_rows where plan_id = ${planId}::uuid group by 1`
      : sql`select result as key, count(*)::int as n from import_rows where plan_id = ${planId}::uuid and result is not null group by 1`,
  );

/** A phase has seen its last row. Of two consumers that both see it, one writes it down. */
async function finish(ctx: Ctx, planId: string, phase: Exclude<Phase, "rest">): Promise<void> {
  const action = phase === "plan" ? "import.plan" : phase === "apply" ? "import.apply" : "import.undo";
  const move = phase === "plan" ? "finish_planning" : phase === "apply" ? "finish_applying" : "undo";
  const { plan } = await read(ctx, () => ({ plan: q.select().from(importPlans).where(eq(importPlans.id, planId)) }));
  const reason = (phase === "undo" ? plan[0]?.undoReason : plan[0]?.reason) ?? null;
  const asked = { plan: null, apply: plan[0]?.appliedBy, undo: plan[0]?.undoneBy }[phase];
  await mutate(ctx, action, {
    load: () => ({
      found: q.select().from(importPlans).where(eq(importPlans.id, planId)),
      counts: countsBy(planId, phase === "plan" ? "outcome" : "result"),
      progress: q.select({ phase: importProgress.phase }).from(importProgress).where(eq(importProgress.planId, planId)),
    }),
    decide: ({ found: [row], counts, progress }) => {
      if (!row || progress[0]?.phase !== phase) return { writes: [], result: undefined };
      const told = Object.fromEntries(counts.map(({ key, n }) => [key, n]));
      const set =
        phase === "plan"
          ? { counts: told, plannedAt: ctx.now }
          : { results: told, ...(phase === "apply" ? { appliedAt: ctx.now } : { undoneAt: ctx.now }) };
      return {
        writes: [transition(importPlans, importPlanMachine, row, move, { set }), phaseWrite(planId, "rest")],
        events: [
          {
            name: phase === "plan" ? "import.planned" : phase === "apply" ? "import.applied" : "import.reverted",
            payload: { planId },
          },
        ],
        result: undefined,
      };
    },
    reason,
    onBehalfOf: asked ? `member:${asked}` : null,
  });
}

async function fail(ctx: Ctx, planId: string): Promise<void> {
  await mutate(ctx, "import.plan", {
    load: () => ({ found: q.select().from(importPlans).where(eq(importPlans.id, planId)) }),
    decide: ({ found: [row] }) =>
      !row || (row.state !== "planning" && row.state !== "applying")
        ? { writes: [], result: undefined }
        : {
            writes: [
              transition(importPlans, importPlanMachine, row, "fail", { set: { error: ctx.requestId } }),
              phaseWrite(planId, "rest"),
            ],
            result: undefined,
          },
  });
}
