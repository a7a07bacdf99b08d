import { BaseSequencer, type TestSpecification } from "vitest/node";

import { seconds, usual } from "./long-files";

/**
 * The longest files of all levels first. Vitest itself goes level by level, the large files of each first, and would end
 * every run with one worker walking all journeys while the other has nothing left.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = `${this.ctx.config.root}/`;
    const length = ({ moduleId, project }: TestSpecification) =>
      seconds[moduleId.replace(root, "")] ?? usual[project.name] ?? 0;
    return (await super.sort(files)).toSorted((a, b) => length(b) - length(a));
  }
}
