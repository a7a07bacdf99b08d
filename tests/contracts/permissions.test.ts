import { describe, expect, it } from "vitest";

import { actions, can } from "#kernel/actions";
import type { Action, Relation } from "#kernel/actions";
import { staffRoles } from "#kernel/ctx";
import type { Actor, Role } from "#kernel/ctx";
import { Refusal } from "#kernel/refusal";

import { agreed, notYetBuilt } from "./agreed-permissions";

const roles: readonly Role[] = ["student", ...staffRoles];
/** What the thing is to the one who asks: their own, one they are assigned to, another of the same school. */
const relations: Record<"own" | "assigned" | "other", Relation> = {
  own: { own: true },
  assigned: { assigned: true },
  other: {},
};
const named = Object.keys(actions) as Action[];
const forPeople = named.filter((action) => !/^(job\.(?!run$)|subscriber\.|org\.)/.test(action));

const member = (role: Role): Actor => ({ kind: "member", userId: "u", memberId: "m", role });
const answer = (actor: Actor, action: Action, relation: Relation): string => {
  const said = can(actor, action, relation);
  return said instanceof Refusal ? said.code : "may";
};
/** What the agreed table says of one cell: "" no, w own, a assigned, o the whole school. */
function expected(action: string, role: Role, relation: keyof typeof relations): string {
  const scope = agreed[action]?.[role] ?? "";
  if (scope === "") return "forbidden";
  if (scope === "o") return "may";
  return (scope === "w" && relation === "own") || (scope === "a" && relation === "assigned") ? "may" : "not_found";
}

describe("the permission matrix", () => {
  it("knows every action that was agreed, but those whose feature is not there yet", () => {
    const missing = Object.keys(agreed).filter((action) => !named.includes(action as Action));
    expect(missing.toSorted()).toEqual([...notYetBuilt].toSorted());
  });

  it("knows no action for people that was not agreed", () => {
    expect(forPeople.filter((action) => !(action in agreed))).toEqual([]);
  });

  it.each(forPeople)("%s: every role, to its own, to what it is assigned to, to any other of the school", (action) => {
    for (const role of roles)
      for (const relation of Object.keys(relations) as (keyof typeof relations)[])
        expect(answer(member(role), action, relations[relation]), `${role}, ${relation}`).toBe(
          expected(action, role, relation),
        );
  });

  it.each(named)("%s: refused to somebody who is not signed in, allowed to jobs and providers", (action) => {
    expect(answer({ kind: "anonymous" }, action, { own: true, assigned: true })).toBe("auth.required");
    expect(answer({ kind: "system", job: "demo" }, action, {})).toBe("may");
    expect(answer({ kind: "provider", name: "zoom" }, action, {})).toBe("may");
  });

  it.each(named.filter((action) => !forPeople.includes(action)))("%s is no person's", (action) => {
    for (const role of roles) expect(answer(member(role), action, { own: true, assigned: true })).toBe("forbidden");
  });

  it("gives leadership all that a manager has", () => {
    for (const action of named)
      for (const relation of Object.values(relations))
        if (answer(member("ops_manager"), action, relation) === "may")
          expect(answer(member("leadership"), action, relation), action).toBe("may");
  });
});
