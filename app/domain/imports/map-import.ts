import { eq, isNull } from "drizzle-orm";
import type * as z from "zod";

import { assertCan } from "#kernel/actions";
import type { Ctx } from "#kernel/ctx";
import { q } from "#kernel/database.server";
import { mutate } from "#kernel/mutate.server";
import { refuse } from "#kernel/refusal";
import { transition } from "#kernel/write.server";

import { plans } from "../catalog/tables";
import { importPlanMachine } from "./import-plan.machine";
import { mapInput } from "./inputs";
import { kindOf } from "./kinds";
import type { Field } from "./read/columns";
import { refuseImport } from "./refusals";
import { phaseWrite, workQueued } from "./progress";
import { importFiles, importPlans } from "./tables";
import type { FileReading } from "./tables";

/**
 * Says which column is what, and sets the computing of the preview going. From a finished preview too: its rows are then
 * computed anew. Refuses, by field, a column that is needed and missing, one column for two things, and days that could be
 * read in two ways while nobody said which.
 */
export async function mapImport(ctx: Ctx, raw: z.input<typeof mapInput>): Promise<void> {
  const input = mapInput.parse(raw);
  await mutate(ctx, "import.plan", {
    load: () => ({
      found: q.select().from(importPlans).where(eq(importPlans.id, input.planId)),
      file: q.select({ header: importFiles.header }).from(importFiles).where(eq(importFiles.planId, input.planId)),
      known: q.select({ id: plans.id }).from(plans).where(isNull(plans.deletedAt)),
    }),
    decide: ({ found: [plan], file: [file], known }) => {
      assertCan(ctx.actor, "import.plan");
      if (!plan) return refuse("not_found");
      if (plan.version !== input.version) return refuseImport("import.changed");
      if (!["uploaded", "ready", "stale", "failed"].includes(plan.state)) return refuseImport("import.state");
      if (!file) return refuseImport("import.erased");
      const { fields: needed } = kindOf(plan.kind);
      const fields = {
        ...mappingErrors(needed, input.mapping, file.header),
        ...dateErrors(needed, input, plan.reading),
        ...(plan.kind === "students"
          ? planErrors(
              input,
              known.map((one) => one.id),
            )
          : {}),
      };
      if (Object.keys(fields).length > 0) return refuse("input.invalid", { fields });
      const set = { mapping: input.mapping, options: withoutBlanks(input.options), error: null };
      const writes = [];
      let row = { id: plan.id, version: plan.version, state: plan.state };
      const go = (move: "map" | "outdate" | "plan", to: typeof plan.state, with_: object = {}) => {
        writes.push(transition(importPlans, importPlanMachine, row, move, { set: with_ }));
        row = { ...row, version: row.version + 1, state: to };
      };
      if (row.state === "uploaded") go("map", "mapped");
      if (row.state === "ready") go("outdate", "stale");
      go("plan", "planning", set);
      writes.push(phaseWrite(plan.id, "plan"));
      return { writes, events: [workQueued(plan.id)], result: undefined };
    },
  });
}

type Errors = Record<string, string[]>;

function mappingErrors(needed: readonly Field[], mapping: Record<string, number>, header: readonly string[]): Errors {
  const errors: Errors = {};
  const by = new Map<number, string>();
  for (const field of needed) {
    const at = mapping[field.key];
    if (at === undefined) {
      if (field.required)
        errors[field.key] = [
          `Say which column is the ${field.label.toLowerCase()}. Nothing can be imported without it.`,
        ];
      continue;
    }
    const other = by.get(at);
    if (at >= header.length && at > 0) errors[field.key] = ["This column is not in the file. Choose another."];
    else if (other) errors[field.key] = [`This column is chosen for ${other} already. Choose another, or none.`];
    else by.set(at, field.label.toLowerCase());
  }
  const unknown = Object.keys(mapping).filter((key) => !needed.some((field) => field.key === key));
  return unknown.length === 0 ? errors : { ...errors, mapping: ["Choose columns for what is listed here."] };
}

function dateErrors(
  needed: readonly Field[],
  input: { mapping: Record<string, number>; options: { dateOrder?: string | undefined } },
  reading: FileReading,
): Errors {
  if (input.options.dateOrder) return {};
  const open = needed.some((field) => field.day && reading.days[input.mapping[field.key] ?? -1] === "ask");
  return open
    ? { dateOrder: ["Days like 03/04/2026 can be read in two ways. Say whether the day or the month stands first."] }
    : {};
}

function planErrors(
  input: { mapping: Record<string, number>; options: { planId?: string | undefined } },
  known: string[],
): Errors {
  const { planId } = input.options;
  if (planId && !known.includes(planId)) return { planId: ["This plan does not exist any more. Choose another."] };
  return planId || input.mapping["plan"] !== undefined
    ? {}
    : { planId: ["Choose the plan of everybody in this file, or the column that says it."] };
}

const withoutBlanks = (options: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(options).filter((one): one is [string, string] => one[1] !== undefined));
