import type { TableRule } from "#kernel/columns";
import type { Machine } from "#kernel/machine";
import type { RefusalSpec } from "#kernel/refusal";

import { loadDomainModules } from "./domain-modules";

type AnyMachine = Machine<string, string>;

/** Every state machine of the domain, by the file that declares it. */
export async function everyMachine(): Promise<{ file: string; machine: AnyMachine }[]> {
  const modules = await loadDomainModules(/\.machine\.ts$/);
  return modules.flatMap(({ file, exports }) =>
    Object.values(exports)
      .filter(isMachine)
      .map((machine) => ({ file, machine })),
  );
}
const isMachine = (value: unknown): value is AnyMachine =>
  typeof value === "object" && value !== null && "states" in value && "transitions" in value;

export type DeclaredTable = TableRule & { table: string; file: string };
/** What every table of every domain declared about its wall and its record. */
export async function everyTableRule(): Promise<DeclaredTable[]> {
  const modules = await loadDomainModules(/\/tables\.ts$/);
  return modules.flatMap(({ file, exports }) =>
    Object.entries((exports["tableRules"] ?? {}) as Record<string, TableRule>).map(([table, rule]) => ({
      table,
      file,
      ...rule,
    })),
  );
}

/** Every refusal of the domain, by the file that declares it. */
export async function everyDomainRefusal(): Promise<{ file: string; specs: Record<string, RefusalSpec> }[]> {
  const modules = await loadDomainModules(/\/refusals\.ts$/);
  return modules.flatMap(({ file, exports }) =>
    Object.entries(exports)
      .filter(([name]) => name.endsWith("Refusals"))
      .map(([, specs]) => ({ file, specs: specs as Record<string, RefusalSpec> })),
  );
}
