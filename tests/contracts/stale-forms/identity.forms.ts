import { paths } from "#app/paths";
import { revokeAuthSession } from "#domain/identity/revoke-auth-session";
import { signOutEverywhere } from "#domain/identity/sign-out-everywhere";

import type { House } from "./house";
import type { StaleForm } from "./stale-form";

/** A browser in which a student asked for a code, and the code as its mail says it. */
async function codeAsked(house: House) {
  const { email, studentId, userId } = await house.nimbus.enroll();
  const who = { jar: new Map<string, string>() };
  await house.send(who, paths.login(), { email });
  const { sealed_code } = await house.one<{ sealed_code: string }>(
    "select sealed_code from auth_codes where email = $1",
    [email],
  );
  const code = await house.ports.vault.open(sealed_code);
  return { who, code, student: { studentId, userId } };
}

/** A student signed in twice: in this browser, and on the phone they lost. */
async function signedIn(house: House) {
  const { who, code, student } = await codeAsked(house);
  await house.send(who, paths.confirm(), { code });
  const phone = await house.nimbus.student(student);
  const { id } = await house.one<{ id: string }>("select id from auth_sessions where token_digest = $1", [
    phone.entrance.kind === "host" ? phone.entrance.tokenDigest : null,
  ]);
  return { who, phone: { ctx: phone, authSessionId: id } };
}

export default [
  {
    form: "auth.login",
    again: "Whoever presses it again asks for one more code; five in 15 minutes are sent.",
    async begin({ nimbus }) {
      const { email } = await nimbus.enroll();
      return { who: { jar: new Map() }, path: paths.login(), types: { email }, meanwhile: {} };
    },
  },
  {
    form: "auth.confirm",
    async begin(house) {
      const { who, code } = await codeAsked(house);
      return {
        who,
        path: paths.confirm(),
        types: { code },
        meanwhile: {
          "the code was used in another tab": () => house.send({ jar: new Map(who.jar) }, paths.confirm(), { code }),
        },
        harmless: { "the code was used in another tab": "It is the same browser: it gets the same login." },
      };
    },
  },
  {
    form: "auth.signout",
    async begin(house) {
      const { who } = await signedIn(house);
      return { who, path: paths.profile(), types: {}, meanwhile: {} };
    },
  },
  {
    form: "app.profile revoke",
    async begin(house) {
      const { who, phone } = await signedIn(house);
      const { authSessionId } = phone;
      return {
        who,
        path: paths.profile(),
        types: {},
        which: { authSessionId },
        meanwhile: { "the phone signed itself out": () => revokeAuthSession(phone.ctx, { authSessionId }) },
      };
    },
  },
  {
    form: "app.profile revoke_all",
    async begin(house) {
      const { who, phone } = await signedIn(house);
      return {
        who,
        path: paths.profile(),
        types: {},
        meanwhile: { "the phone signed out everywhere": () => signOutEverywhere(phone.ctx) },
      };
    },
  },
] satisfies StaleForm[];
