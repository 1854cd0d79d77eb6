import { NotificationType, RequestType } from 'vscode-languageserver/node';
import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import type { CheckResult, ConfigToCheck, UnsavedContent } from './data-service.ts';

// What the server and its data thread say to each other: JSON-RPC over a message port, which copies maps and bytes as they are.

export interface CheckParams {
  /** What notifications about this check carry. */
  readonly id: number;
  readonly config: ConfigToCheck;
}

export const CheckRequest = new RequestType<CheckParams, CheckResult, void>('check');

export const IndexRequest = new RequestType<
  { readonly file: string; readonly columns: ReadonlySet<string> },
  DataframeIndex,
  void
>('index');

export const FoundNotification = new NotificationType<{ readonly id: number; readonly findings: Finding[] }>('found');

export const ImagesNotification = new NotificationType<{
  readonly id: number;
  readonly done: number;
  readonly total: number;
}>('images');

export const UnsavedNotification = new NotificationType<{
  readonly file: string;
  readonly unsaved: UnsavedContent | undefined;
}>('unsaved');

export const ImagesChangedNotification = new NotificationType<{ readonly files: readonly string[] }>('imagesChanged');
