import { createCourse } from "#domain/catalog/create-course";
import { createPlan } from "#domain/catalog/create-plan";
import type { Ctx } from "#kernel/ctx";
import { uuidv7 } from "#kernel/ids";
import type { domainWorld } from "#tests/support/domain-world";
import { usualWords } from "#kernel/school-words";

import { applyImport } from "./apply-import";
import { mapImport } from "./map-import";
import { advanceImport } from "./on-work-queued";
import { guessMapping } from "./read/columns";
import { kindOf } from "./kinds";
import type { ImportKindKey, ImportOptions } from "./tables";
import { uploadImport } from "./upload-import";

type World = Awaited<ReturnType<typeof domainWorld>>;
type School = World["nimbus"];
export type PlanRow = {
  id: string;
  state: string;
  version: number;
  counts: Record<string, number> | null;
  results: Record<string, number> | null;
};
export type Row = {
  number: number;
  label: string;
  outcome: string;
  changes: { what: string; from: string | null; to: string | null }[];
  problems: { column: string; value: string; rule: string; fix: string }[];
  result: string | null;
  note: string | null;
};

/** A plan of two courses, and a batch of each: somebody on it may sit in both. */
export async function twoCourses({ nimbus }: World) {
  const { courseId } = await createCourse(nimbus.job(), { code: "DEVOPS", name: "DevOps", sessionsPlanned: 20 });
  const plan = { code: "BOTH", name: "Both", validityDays: 365, pricePaisa: 0, currency: "INR" };
  const { planId } = await createPlan(nimbus.job(), { ...plan, courseIds: [nimbus.courseId, courseId] });
  const thisBatch = await nimbus.batch({ code: "AWS-40" });
  const other = await nimbus.batch({ code: "DEVOPS-09", courseId });
  return { planId, thisBatch, other };
}

/** Somebody at the imports page of one school, and the queue behind it; with how many rows go into a chunk. */
export function importDesk(world: World, school: School, chunks?: Parameters<typeof advanceImport>[2]) {
  const planOf = (planId: string) =>
    world.one<PlanRow>("select id, state, version, counts, results from import_plans where id = $1", [planId]);
  const rowsOf = async (planId: string) =>
    (
      await world.owner.query<Row>(
        "select number, label, outcome, changes, problems, result, note from import_rows where plan_id = $1 order by number",
        [planId],
      )
    ).rows;
  const phaseOf = async (planId: string) =>
    (await world.owner.query<{ phase: string }>("select phase from import_progress where plan_id = $1", [planId]))
      .rows[0]?.phase;
  /** One delivery of the event that something is due. */
  const turn = async (planId: string, ctx: Ctx = school.job("imports")) =>
    advanceImport(
      ctx,
      {
        id: uuidv7(world.clock.now.getTime()),
        organizationId: school.organizationId,
        name: "import.work_queued",
        payload: { planId },
        actor: "system:test",
        requestId: null,
        at: world.clock.now,
      },
      chunks,
    );
  /** Until nothing is due any more. */
  const settle = async (planId: string) => {
    for (let i = 0; i < 200 && (await phaseOf(planId)) !== "rest"; i++) await turn(planId);
    return planOf(planId);
  };
  const upload = async (
    text: string | Uint8Array,
    { kind = "students", as, fileName = "sheet.csv" }: { kind?: ImportKindKey; as?: Ctx; fileName?: string } = {},
  ) => {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    const planId = uuidv7(world.clock.now.getTime());
    return uploadImport(as ?? (await school.staff("ops")), { planId, kind, fileName, bytes });
  };
  /** Uploaded, its columns as their headers say, and the preview computed. */
  const preview = async (
    text: string | Uint8Array,
    { kind = "students", options = {} }: { kind?: ImportKindKey; options?: ImportOptions } = {},
  ) => {
    const { planId } = await upload(text, { kind });
    const { header, version } = await world.one<{ header: string[]; version: number }>(
      "select f.header, p.version from import_files f join import_plans p on p.id = f.plan_id where p.id = $1",
      [planId],
    );
    const mapping = guessMapping(kindOf(kind).fields, header, usualWords);
    await mapImport(await school.staff("ops"), { planId, version, mapping, options });
    return settle(planId);
  };
  const apply = async (planId: string, reason = "Moving in from the old sheets") => {
    const { version } = await planOf(planId);
    await applyImport(await school.staff("ops"), { planId, version, reason });
    return settle(planId);
  };
  /** The same file computed anew, with other answers to what was asked. */
  const again = async (planId: string, options: ImportOptions) => {
    const { version, mapping } = await world.one<{ version: number; mapping: Record<string, number> }>(
      "select version, mapping from import_plans where id = $1",
      [planId],
    );
    await mapImport(await school.staff("ops"), { planId, version, mapping, options });
    return settle(planId);
  };
  return { again, planOf, rowsOf, phaseOf, turn, settle, upload, preview, apply };
}
