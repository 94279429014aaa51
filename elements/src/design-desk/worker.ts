/** The desk's own thread: asks for candidates and makes them ready, so that the page stays light while answers of many megabytes arrive. */
import { asked, type Question } from './asking';
import { buffersOf } from './prepared';

const open = new Map<number, AbortController>();

self.addEventListener('message', (event: MessageEvent<{ id: number; stop?: true } & Question>) => {
  const { id, stop, ...question } = event.data;
  if (stop) {
    open.get(id)?.abort();
    open.delete(id);
    return;
  }
  const asking = new AbortController();
  open.set(id, asking);
  void asked(question, asking.signal).then((answer) => {
    open.delete(id);
    if (answer) self.postMessage({ id, answer }, { transfer: answer.kind === 'new' ? buffersOf(answer.ready) : [] });
  });
});
