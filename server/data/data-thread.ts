import { parentPort } from 'node:worker_threads';
import { createMessageConnection, PortMessageReader, PortMessageWriter } from 'vscode-languageserver/node';
import { untilCancelled } from '../cancellation.ts';
import type { CheckListener } from './data-service.ts';
import { LocalData } from './local-data.ts';
import {
  CheckRequest,
  FoundNotification,
  ImagesChangedNotification,
  ImagesNotification,
  IndexRequest,
  UnsavedNotification,
} from './messages.ts';

// The thread that reads dataframes and images and checks configs, so that the one that talks to the editor always answers.

if (!parentPort) throw new Error('This is a thread of the language server and no program of its own.');

const data = new LocalData();
const connection = createMessageConnection(new PortMessageReader(parentPort), new PortMessageWriter(parentPort));

connection.onRequest(CheckRequest, ({ id, config }, token) =>
  untilCancelled(token, (signal) => {
    let percent = -1;
    const listener = {
      onFindings: (findings) => void connection.sendNotification(FoundNotification, { id, findings }),
      onImages(done, total) {
        const now = Math.floor((100 * done) / total);
        if (now !== percent) void connection.sendNotification(ImagesNotification, { id, done, total });
        percent = now;
      },
    } satisfies CheckListener;
    return data.check(config, listener, signal);
  }),
);
connection.onRequest(IndexRequest, ({ file, columns }) => data.index(file, columns));
connection.onNotification(UnsavedNotification, ({ file, unsaved }) => data.setUnsaved(file, unsaved));
connection.onNotification(ImagesChangedNotification, ({ files }) => data.imagesChanged(files));
connection.listen();
