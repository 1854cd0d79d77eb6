import type { ProjectCheck } from '../../core/check.ts';
import { checkConfig } from '../../core/check-config.ts';
import { tasksOf } from '../../core/config/tasks.ts';
import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import { DatasetMemory } from '../../core/dataset-config/dataset-memory.ts';
import { RowMemory } from '../../core/rows/row-memory.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import type { CheckListener, CheckResult, ConfigToCheck, DataService, UnsavedContent } from './data-service.ts';
import { DataframeCache } from './dataframe-cache.ts';
import { FoundCells } from './found-cells.ts';
import { showFindings } from './show-findings.ts';

const SHOWN_TEXTS = 100;

/** Does the work in the thread that asks for it. */
export class LocalData implements DataService {
  readonly #unsaved = new Map<string, UnsavedContent>();
  readonly #dataframes = new DataframeCache({ unsaved: this.#unsaved });
  readonly #cells = new FoundCells(this.#unsaved);
  readonly #rows = new RowMemory();
  readonly #datasets = new DatasetMemory();
  /** Of the checks under way. A signal that lives as long as the server would hold on to every check that it was joined to. */
  readonly #checks = new Set<AbortController>();
  #isClosed = false;

  async check(config: ConfigToCheck, listener: CheckListener, signal: AbortSignal): Promise<CheckResult> {
    signal.throwIfAborted();
    this.#mustBeOpen();
    const check = new AbortController();
    const end = () => check.abort(signal.reason);
    signal.addEventListener('abort', end);
    this.#checks.add(check);
    try {
      return await this.#check(config, listener, check.signal);
    } finally {
      signal.removeEventListener('abort', end);
      this.#checks.delete(check);
    }
  }

  async #check(
    { marksCells, ...config }: ConfigToCheck,
    { onFindings, onImages }: CheckListener,
    signal: AbortSignal,
  ): Promise<CheckResult> {
    const show = (findings: Finding[]) => showFindings(findings, { marksCells, cells: this.#cells, signal });
    const checked = await checkConfig({
      ...config,
      ...(onImages && { onImages }),
      onFindings: async (findings) => onFindings?.(await show(findings)),
      readCells: this.#dataframes.read,
      rowMemory: this.#rows,
      datasetMemory: this.#datasets,
      signal,
    });
    return 'project' in checked
      ? { findings: await show(checked.project.findings), labelRows: labelRowsOf(checked.project) }
      : { findings: checked.dataset.findings, labelRows: undefined };
  }

  async index(file: string, columns: ReadonlySet<string>): Promise<DataframeIndex> {
    this.#mustBeOpen();
    return withoutMostTexts((await this.#dataframes.read(file, columns, {})).index);
  }

  setUnsaved(file: string, unsaved: UnsavedContent | undefined): void {
    if (unsaved) this.#unsaved.set(file, unsaved);
    else this.#unsaved.delete(file);
  }

  imagesChanged(files: readonly string[]): void {
    this.#rows.forgetImages(files);
    this.#datasets.forgetImages(files);
  }

  close(): void {
    this.#isClosed = true;
    for (const check of this.#checks) check.abort();
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new Error('The server has shut down.');
  }
}

/** Of a column with more different texts than are kept, as paths are, an editor only ever shows a few. */
function withoutMostTexts(index: DataframeIndex): DataframeIndex {
  const columns = index.columns.map((column) =>
    column.complete ? column : { ...column, values: new Map([...column.values].slice(0, SHOWN_TEXTS)) },
  );
  return { ...index, columns };
}

function labelRowsOf({ document, rows }: ProjectCheck): CheckResult['labelRows'] {
  const split = rows?.split;
  if (!split || !document.config) return undefined;
  const rowsWith = (task: number, label: number) => ({
    training: split.train.labels[task]?.[label] ?? 0,
    validation: split.validation.labels[task]?.[label] ?? 0,
    test: split.test.labels[task]?.[label] ?? 0,
  });
  return new Map(
    tasksOf(document.config).map(({ task, labels }, taskIndex) => [
      task,
      new Map(labels.map((label, index) => [label, rowsWith(taskIndex, index)])),
    ]),
  );
}
