import type { StaffRole } from "#kernel/ctx";

/** What each demo student is there to show; each has only the one thing wrong that its name says. */
export const situations = [
  "class_live",
  "class_later",
  "paused",
  "suspended",
  "expired",
  "unpaid",
  "no_batch",
  "uninvited",
] as const;
export type Situation = (typeof situations)[number];

export type School = {
  slug: string;
  name: string;
  zone: string;
  locale: string;
  currency: string;
  codePrefix: string;
  brand: string;
  words: { batch?: string };
  support: { phone: string; hours: string };
  holidays: { on: string; name: string }[];
  courses: { code: string; name: string; sessionsPlanned: number }[];
  plan: { code: string; name: string; pricePaisa: number };
  liveBatch: { code: string; name: string; course: string; capacity: number };
  laterBatch: { code: string; name: string; course: string; capacity: number };
  /** What the live batch's classes are about, in turn, and the later batch's. */
  topics: string[];
  laterTopics: string[];
  staff: Record<StaffRole, string> & { secondTrainer: string };
  students: Record<Situation, string>;
  /** Further states of an enrollment, so that every one can be seen. */
  others: { onboarding: string; completed: string; cancelled: string; refunded: string };
  classmates: string[];
  /** What stands behind a school that has worked with Hub for two months. */
  past?: Past;
};

/** Batches that are through, under way and being planned, and who sits in them: nobody of `students`. */
export type Past = {
  trainer: string;
  through: { code: string; name: string; course: string; topics: string[] };
  underWay: { code: string; name: string; course: string; topics: string[] };
  planned: { code: string; name: string; course: string };
  cohort: string[];
  /** One person whom two sheets spelt in two ways. */
  twice: [string, string];
  buyers: { waiting: string; partlyRefunded: string };
  /** Somebody of the cohort, by an address nobody knows. */
  unmatched: string;
};

/** A cloud and AI academy in India and a music school in Germany: two zones, currencies, brands and words. */
export const schools: School[] = [
  {
    slug: "nimbus",
    name: "Nimbus Academy",
    zone: "Asia/Kolkata",
    locale: "en-IN",
    currency: "INR",
    codePrefix: "MD",
    brand: "#1f5fbf",
    words: {},
    support: { phone: "+91 80 4000 1234", hours: "Every day, 9 am to 10 pm" },
    holidays: [
      { on: "2027-01-26", name: "Republic Day" },
      { on: "2027-08-15", name: "Independence Day" },
    ],
    courses: [
      { code: "AWS", name: "AWS", sessionsPlanned: 36 },
      { code: "DEVOPS", name: "DevOps", sessionsPlanned: 30 },
      { code: "GENAI", name: "Generative AI", sessionsPlanned: 24 },
    ],
    plan: { code: "CLOUD-PRO", name: "Cloud Engineer, 12 months", pricePaisa: 4_500_000 },
    liveBatch: { code: "AWS-14", name: "AWS, evening cohort 14", course: "AWS", capacity: 120 },
    laterBatch: { code: "DEVOPS-09", name: "DevOps, weekend cohort 9", course: "DEVOPS", capacity: 60 },
    topics: [
      "VPC and subnets",
      "Load balancing",
      "Auto scaling",
      "Object storage",
      "IAM roles in practice",
      "Route 53",
      "Databases on RDS",
      "Serverless with Lambda",
      "Monitoring and alarms",
      "Cost control",
    ],
    laterTopics: [
      "Terraform modules",
      "Pipelines with GitHub Actions",
      "Containers from scratch",
      "Kubernetes: pods and services",
      "Helm",
      "Observability",
      "Incident practice",
    ],
    staff: {
      leadership: "Meera Rao",
      ops_manager: "Ravi Kumar",
      ops: "Sana Sheikh",
      program_manager: "Vikram Iyer",
      customer_support: "Divya Nair",
      trainer: "Nila Krishnan",
      academic_counselor: "Arjun Menon",
      sales: "Kabir Shah",
      secondTrainer: "Omar Farooq",
    },
    students: {
      class_live: "Asha Rao",
      class_later: "Lakshmi Pillai",
      paused: "Prakash Hegde",
      suspended: "Sunil Das",
      expired: "Esha Gupta",
      unpaid: "Umesh Patil",
      no_batch: "Nisha Verma",
      uninvited: "Unknown Guest",
    },
    others: { onboarding: "Om Joshi", completed: "Charu Sinha", cancelled: "Chetan Bhat", refunded: "Rekha Jain" },
    classmates: [
      "Aditi Sharma",
      "Bharat Reddy",
      "Chitra Mohan",
      "Deepak Singh",
      "Farah Khan",
      "Gopal Yadav",
      "Harini Suresh",
      "Imran Ali",
      "Jyoti Desai",
      "Karthik Raman",
      "Leela Thomas",
      "Manoj Pandey",
      "Neha Kulkarni",
      "Pooja Bansal",
    ],
    past: {
      trainer: "Tara Bose",
      through: {
        code: "DEVOPS-08",
        name: "DevOps, weekend cohort 8",
        course: "DEVOPS",
        topics: ["Releases without fear", "A look back"],
      },
      underWay: {
        code: "GENAI-04",
        name: "Generative AI, morning cohort 4",
        course: "GENAI",
        topics: [
          "What a model is",
          "Prompts that hold",
          "Embeddings",
          "Retrieval",
          "Evaluation",
          "Agents and tools",
          "Fine-tuning",
          "Safety",
          "Cost and speed",
          "A project of one's own: the plan",
          "Data of one's own",
          "First version",
          "Users try it",
          "Second version",
          "Costs and limits",
          "Everybody shows theirs",
        ],
      },
      planned: { code: "AWS-15", name: "AWS, evening cohort 15", course: "AWS" },
      cohort: [
        "Ananya Sen",
        "Bilal Qureshi",
        "Devika Nambiar",
        "Elango Murugan",
        "Fatima Shaikh",
        "Girish Kamath",
        "Hema Subramanian",
        "Ishaan Kapoor",
      ],
      twice: ["Rohit Saxena", "Rohit Saksena"],
      buyers: { waiting: "Tanvi Joshi", partlyRefunded: "Gaurav Mehta" },
      unmatched: "hema.s.1998@personal.example",
    },
  },
  {
    slug: "raga",
    name: "Raga Music School",
    zone: "Europe/Berlin",
    locale: "en-GB",
    currency: "EUR",
    codePrefix: "RG",
    brand: "#8a2f5c",
    words: { batch: "Cohort" },
    support: { phone: "+49 30 5550 1234", hours: "Monday to Saturday, 10 am to 8 pm" },
    holidays: [
      { on: "2026-12-25", name: "Christmas Day" },
      { on: "2027-01-01", name: "New Year's Day" },
    ],
    courses: [
      { code: "SITAR", name: "Sitar", sessionsPlanned: 24 },
      { code: "TABLA", name: "Tabla", sessionsPlanned: 24 },
    ],
    plan: { code: "RAGA-YEAR", name: "Hindustani Foundations, one year", pricePaisa: 96_000 },
    liveBatch: { code: "SITAR-3", name: "Sitar, cohort 3", course: "SITAR", capacity: 24 },
    laterBatch: { code: "TABLA-2", name: "Tabla, cohort 2", course: "TABLA", capacity: 16 },
    topics: [
      "Yaman: the evening",
      "Alap and jor",
      "Meend",
      "Bhairav: the morning",
      "Taans in three speeds",
      "Jhala",
      "Playing with tabla",
      "Listening hour",
    ],
    laterTopics: ["Teental, slowly", "Bols and their fingers", "Kaida", "Rela", "Accompanying a singer"],
    staff: {
      leadership: "Katrin Vogel",
      ops_manager: "Jonas Weber",
      ops: "Amira Haddad",
      program_manager: "Lukas Brandt",
      customer_support: "Sofia Lang",
      trainer: "Ustad Rahim Khan",
      academic_counselor: "Hanna Krüger",
      sales: "Felix Braun",
      secondTrainer: "Mira Banerjee",
    },
    students: {
      class_live: "Anna Schmidt",
      class_later: "Leon Fischer",
      paused: "Paul Becker",
      suspended: "Stefan Wolf",
      expired: "Emma Hoffmann",
      unpaid: "Ute Schäfer",
      no_batch: "Nora Neumann",
      uninvited: "Unknown Guest",
    },
    others: {
      onboarding: "Oskar Keller",
      completed: "Clara Schulz",
      cancelled: "Carl Richter",
      refunded: "Rosa Klein",
    },
    classmates: ["Ben Wagner", "Greta Maier", "Ida Huber", "Jakob Fuchs", "Lea Scholz", "Moritz Vogt"],
  },
];

export const emailOf = (school: School, name: string): string =>
  `${name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, "")
    .trim()
    .replaceAll(/ +/g, ".")}@${school.slug}.example`;
