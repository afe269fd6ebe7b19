/** Runs tasks of the same name one after another, and tasks of different names side by side. */
export class KeyLock {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs the task after all earlier ones of that name have ended, however they ended. */
  async run<T>(name: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(name);
    const turn = before ? before.then(task, task) : task();
    this.#tails.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#tails.get(name) === turn) this.#tails.delete(name);
    }
  }
}
