/**
 * A state machine as data: the one source of the states' type, the check constraint, the badge, the trigger's rows, the
 * documentation and the tests.
 */
export type Transition<S extends string> = { from: readonly (S | "*new*")[]; to: readonly S[] };
export type Machine<S extends string, T extends string> = {
  name: string;
  states: readonly S[];
  transitions: Record<T, Transition<S>>;
};
export type StateOf<M> = M extends Machine<infer S, string> ? S : never;
export type TransitionOf<M> = M extends Machine<string, infer T> ? T : never;

export function defineMachine<const S extends string, const T extends string>(machine: {
  name: string;
  states: readonly S[];
  transitions: Record<T, { from: readonly (NoInfer<S> | "*new*")[]; to: readonly NoInfer<S>[] }>;
}): Machine<S, T> {
  return machine;
}

/** Where `transition` leads from `state`, or null where it is not allowed. `wanted` picks among several targets. */
export function target<S extends string, T extends string>(
  machine: Machine<S, T>,
  transition: T,
  state: S | "*new*",
  wanted?: S,
): S | null {
  const rule = machine.transitions[transition];
  if (!rule.from.includes(state)) return null;
  const to = wanted ?? (rule.to.length === 1 ? rule.to[0] : undefined);
  return to !== undefined && rule.to.includes(to) ? to : null;
}

/** Every allowed pair, as the trigger's table holds them. */
export function pairs(machine: Machine<string, string>): { from: string; to: string }[] {
  const seen = new Set<string>();
  for (const rule of Object.values(machine.transitions))
    for (const from of rule.from) for (const to of rule.to) if (from !== to) seen.add(`${from} ${to}`);
  return [...seen].sort().map((pair) => {
    const [from = "", to = ""] = pair.split(" ");
    return { from, to };
  });
}
