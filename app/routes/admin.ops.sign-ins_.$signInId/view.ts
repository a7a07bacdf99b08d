import type { SignInPage } from "#domain/identity/unmatched/get-unmatched-sign-in";
import { whenText } from "#kernel/time";

import { enrollmentWords } from "../../copy";
import { paths } from "../../paths";
import { plural } from "../../ui/plural";
import type { SignInView } from "./screen";

export function signInView(page: SignInPage, zone: string): SignInView {
  return {
    email: page.email,
    facts: [
      { term: "Tries", text: plural(page.tries, "try", "tries") },
      { term: "Last", text: whenText(page.lastAt, zone) },
      { term: "First", text: whenText(page.firstAt, zone) },
    ],
    likely: page.likely.map(({ id, name, code, address, hasSignedIn, plan }) => ({
      id,
      name,
      code,
      address,
      plan: plan && { name: plan.name, state: enrollmentWords[plan.state] },
      seen: hasSignedIn ? "has signed in" : "never signed in",
    })),
    before: page.before.map(({ at, attached, by, reason }) => ({
      id: at.toISOString(),
      text: `${by ?? "Hub"} ${attached ? "attached it to a student" : "dismissed it"}`,
      when: whenText(at, zone),
      ...(reason ? { why: reason } : {}),
    })),
    ...availability(page),
    backHref: paths.signIns(),
    errors: null,
    typed: { student: "", code: "", reason: "" },
  };
}

function availability({ closed, owner }: SignInPage): Pick<SignInView, "attachUnavailable" | "dismissUnavailable"> {
  const done =
    owner === "student"
      ? "A student can sign in with this address."
      : closed
        ? "Somebody has dealt with this address."
        : null;
  return {
    attachUnavailable:
      done ??
      (owner === "other"
        ? "This address belongs to staff or to an account that is closed. It cannot be attached."
        : null),
    dismissUnavailable: done,
  };
}
