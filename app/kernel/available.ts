import { can } from "./actions";
import type { Action, Relation } from "./actions";
import type { Actor } from "./ctx";
import type { Machine } from "./machine";

/** Why something cannot be done now: the role never may, or the row's state does not allow it. Null: it can. */
export type Unavailable = "role" | "state" | null;

/**
 * Which named transitions of a machine this person can make on a row now, each with what stands against it. `asked` names the
 * action behind each transition. A courtesy to the screen: the command decides the same again.
 */
export function available<S extends string, T extends string, Asked extends Partial<Record<T, Action>>>(
  actor: Actor,
  machine: Machine<S, T>,
  row: { state: S },
  asked: Asked,
  relation: Relation = {},
): Record<keyof Asked & T, Unavailable> {
  const answers = Object.entries(asked) as [keyof Asked & T, Action][];
  return Object.fromEntries(
    answers.map(([move, action]) => [
      move,
      can(actor, action, relation) !== true
        ? "role"
        : machine.transitions[move].from.includes(row.state)
          ? null
          : "state",
    ]),
  ) as Record<keyof Asked & T, Unavailable>;
}
