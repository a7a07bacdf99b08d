import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";

import type { AuditWitness } from "#tests/support/audit-witness";
import { testBrowser } from "#tests/support/browser";
import { testProduct, type TestProduct } from "#tests/support/product";

import { accessibilityJourney } from "./accessibility-journey";
import { attendanceJourney } from "./attendance-journey";
import { cancelJourney } from "./cancel-journey";
import { findJourney } from "./find-journey";
import { importJourney } from "./import-journey";
import { joinJourney } from "./join-journey";
import { keyboardJourney } from "./keyboard-journey";
import { movedClassJourney } from "./moved-class-journey";
import { refusalJourney } from "./refusal-journey";
import { signInJourney } from "./sign-in-journey";
import { staffJourney } from "./staff-journey";
import { openStage, type Stage } from "./stage";

// One product and one browser for every journey: starting them costs more than walking. Students are Nimbus', staff who
// change something are Raga's, so that no journey meets what another has done.
let product: TestProduct;
let browser: Browser;
let stage: Stage;
let witness: AuditWitness;
beforeAll(async () => {
  [product, browser] = await Promise.all([testProduct("journeys"), testBrowser()]);
  witness = await product.watchAudit();
  stage = openStage(browser, product.demo());
});
afterAll(async () => {
  await browser?.close();
  // Whatever people did on all these pages, each change has its one record.
  const contradictions = (await witness?.contradictions()) ?? [];
  await product?.dispose();
  expect(contradictions).toEqual([]);
});
afterEach(async () => {
  // A blocked style, a script that failed, a violated policy: none of it may go unseen.
  expect(await stage.leave()).toEqual([]);
});

describe("signing in", () => signInJourney(() => stage));
describe("joining", () => joinJourney(() => stage));
describe("being refused", () => refusalJourney(() => stage));
describe("by the keyboard", () => keyboardJourney(() => stage));
describe("staff", () => staffJourney(() => ({ ...stage, hubDir: product.hubDir })));
describe("finding", () => findJourney(() => stage));
describe("every page", () => accessibilityJourney(() => stage));
// The week of operations, on batches and students of its own.
const backstage = () => ({ ...stage, hubDir: product.hubDir });
describe("importing", () => importJourney(backstage));
describe("a class that moves", () => movedClassJourney(backstage));
describe("attendance", () => attendanceJourney(backstage));
describe("a batch that is cancelled", () => cancelJourney(backstage));
