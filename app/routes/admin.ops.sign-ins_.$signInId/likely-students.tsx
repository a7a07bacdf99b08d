import { StateWord } from "#ui/badge";
import type { BadgeText } from "#app/ui/tenant";

export type LikelyRow = {
  id: string;
  name: string;
  code: string;
  /** "as•••@example.in" */
  address: string;
  plan: { name: string; state: BadgeText } | null;
  /** "Never signed in" where that is so: the likeliest of all. */
  seen: string;
};

/** The students this address is most like, to choose one; or nobody, where none is. */
export function LikelyStudents({ students, chosen }: { students: LikelyRow[]; chosen: string }) {
  if (students.length === 0)
    return (
      <p className="max-w-text">No student has a name or an address like this one. Look them up and type the code.</p>
    );
  return (
    <fieldset>
      <legend className="mb-2 font-semibold">Students it is like, the likeliest first</legend>
      <div className="divide-y divide-line rounded-card border border-line">
        {students.map((student) => (
          <div key={student.id} className="flex items-baseline gap-x-3 px-3 hover:bg-sunken">
            <input
              id={`student-${student.id}`}
              type="radio"
              name="student"
              value={student.id}
              defaultChecked={student.id === chosen}
              className="size-4 shrink-0 translate-y-0.5"
            />
            <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4 pb-2">
              <div className="min-w-56 flex-1">
                <label htmlFor={`student-${student.id}`} className="block pt-2 font-semibold">
                  {student.name} <span className="font-normal text-muted">{student.code}</span>
                </label>
                <p className="text-14 break-words text-muted">
                  {student.address}, {student.seen}
                </p>
              </div>
              <p className="text-14">
                {student.plan ? (
                  <>
                    {student.plan.name} <StateWord {...student.plan.state} />
                  </>
                ) : (
                  <span className="text-muted">No plan</span>
                )}
              </p>
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
