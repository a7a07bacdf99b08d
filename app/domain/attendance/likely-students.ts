type Named = { id: string; name: string; code: string };

/** Words of a name without accents and capitals. */
const wordsOf = (name: string): string[] =>
  name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);

/** Of a class, the students whose names sound like a participant's, likeliest first: a proposal for a person, never a match. */
export function likelyStudents(participant: string, students: readonly Named[], most = 5): Named[] {
  const asked = wordsOf(participant);
  return students
    .map((student) => ({ student, score: score(asked, wordsOf(student.name)) }))
    .filter(({ score: found }) => found > 0)
    .toSorted((a, b) => b.score - a.score || (a.student.name < b.student.name ? -1 : 1))
    .slice(0, most)
    .map(({ student }) => student);
}

/** A whole word counts double; a beginning, as in "Ash" for Asha, once. */
const score = (asked: readonly string[], name: readonly string[]) =>
  asked.reduce(
    (sum, word) =>
      sum + (name.includes(word) ? 2 : name.some((one) => one.startsWith(word) || word.startsWith(one)) ? 1 : 0),
    0,
  );
