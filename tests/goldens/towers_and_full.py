"""Makes ARCH/full and ARCH/towers beside the reference outputs: PyTorch, transformers and PEFT, float32 on the CPU, eager attention.

    python towers_and_full.py GOLDENS OUTPUT

Ten steps of AdamW in each: of all weights, of those that freeze_vit and freeze_aligner leave, and of LoRA on every linear layer of
towers, aligner and language model; DoRA's and LoRA's gradients on all of these layers, also with
ranks and alphas of their own for some.
"""
import json
import os
import re
import sys

import numpy
import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from PIL import Image
from safetensors.torch import save_file
from transformers import AutoImageProcessor, AutoModelForImageTextToText

PATTERNS = {"rank_pattern": {r"layers\.0\..*(q|v)_proj": 2, "q_proj|qkv": 6}, "alpha_pattern": {"v_proj|proj|linear_fc1": 4}}
SAMPLES = 64  # values kept of each tensor of a whole model
PARTS = {
    "tower": re.compile(r"model\.(visual|vision_tower)\.(?!merger|deepstack_merger_list)"),
    "aligner": re.compile(r"model\.(visual\.(merger|deepstack_merger_list)|multi_modal_projector)\."),
}


def part_of(name):
    return next((part for part, names in PARTS.items() if names.match(name)), "language")


class Family:
    def __init__(self, goldens, name):
        self.folder = os.path.join(goldens, name)
        self.images = os.path.join(goldens, "images")
        with open(os.path.join(self.folder, "cases.json"), encoding="utf-8") as file:
            self.cases = {case["name"]: case for case in json.load(file)["cases"]}
        with open(os.path.join(self.folder, "lora", "training.json"), encoding="utf-8") as file:
            self.training = json.load(file)
        self.inputs = {name: self.inputs_of(case) for name, case in self.cases.items()}

    def open(self):
        model = AutoModelForImageTextToText.from_pretrained(os.path.join(self.folder, "model"), dtype=torch.float32, attn_implementation="eager")
        return model.eval()

    def inputs_of(self, case):
        ids = torch.tensor([case["input_ids"]])
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        if case["images"]:
            changed = {"size": {"shortest_edge": 65536, "longest_edge": case["max_pixels"]}} if case.get("max_pixels") else {}
            try:
                processor = AutoImageProcessor.from_pretrained(os.path.join(self.folder, "model"), backend="pil", **changed)
            except Exception as wrong:
                print("no Pillow backend:", wrong)
                processor = AutoImageProcessor.from_pretrained(os.path.join(self.folder, "model"), use_fast=False, **changed)
            crops = {"crop_to_patches": True} if "num_patches" in case else {}
            pictures = [Image.open(os.path.join(self.images, name)).convert("RGB") for name in case["images"]]
            seen = processor(images=pictures, return_tensors="pt", **crops)
            inputs["pixel_values"] = seen["pixel_values"]
            if "image_grid_thw" in seen:
                inputs["image_grid_thw"] = seen["image_grid_thw"]
        return inputs

    def loss(self, model, name):
        """The summed loss and the count of labels."""
        inputs = dict(self.inputs[name])
        image = getattr(model.config, "image_token_id", None)
        if "image_grid_thw" in inputs:
            inputs["mm_token_type_ids"] = (inputs["input_ids"] == image).int()
        logits = model(**inputs).logits[0].float()
        labels = torch.tensor(self.cases[name]["labels"])
        targets = torch.cat([labels[1:], torch.tensor([-100])])
        sum_ = torch.nn.functional.cross_entropy(logits, targets, ignore_index=-100, reduction="sum")
        return sum_, int((targets != -100).sum())

    def mean(self, model, names):
        parts = [self.loss(model, name) for name in names]
        return sum(part[0] for part in parts) / sum(part[1] for part in parts)

    def train(self, model, groups, scale):
        """The ten steps of training.json with another learning rate."""
        settings = self.training["optimizer"]
        optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(settings["adam_beta1"], settings["adam_beta2"]), eps=settings["adam_epsilon"], foreach=False)
        parameters = [parameter for group in groups for parameter in group["params"]]
        steps = []
        for step in self.training["steps"]:
            loss = self.mean(model, step["samples"])
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(parameters, settings["max_grad_norm"])
            for group in optimizer.param_groups:
                group["lr"] = step["learning_rate"] * scale
            optimizer.step()
            optimizer.zero_grad()
            steps.append({"step": step["step"], "samples": step["samples"], "learning_rate": step["learning_rate"] * scale, "loss": loss.item(), "grad_norm": norm.item()})
        return steps


def decays(model):
    from transformers import Trainer

    return set(Trainer.get_decay_parameter_names(None, model))


def write(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


def whole(family, out):
    runs = []
    for name, frozen in (("all", []), ("language", ["tower", "aligner"]), ("seeing", ["language"])):
        model = family.open()
        decay = decays(model)
        learned = []
        for key, parameter in model.named_parameters():
            parameter.requires_grad = part_of(key) not in frozen
            if parameter.requires_grad:
                learned.append((key, parameter))
        weight_decay = family.training["optimizer"]["weight_decay"]
        groups = [{"params": [p for k, p in learned if (k in decay) == is_], "weight_decay": weight_decay if is_ else 0.0} for is_ in (True, False)]
        steps = family.train(model, [group for group in groups if group["params"]], 0.1)
        kept = {key: p.detach().flatten()[:: max(1, p.numel() // SAMPLES)].clone() for key, p in learned}
        save_file(kept, ensured(os.path.join(out, "full", f"{name}.safetensors")))
        runs.append({
            "name": name, "freeze_vit": "tower" in frozen, "freeze_aligner": "aligner" in frozen, "freeze_llm": "language" in frozen,
            "undecayed": sorted(key for key, _ in learned if key not in decay), "steps": steps,
        })
    write(os.path.join(out, "full", "training.json"), {"optimizer": {**family.training["optimizer"], "learning_rate": family.training["optimizer"]["learning_rate"] * 0.1}, "samples": SAMPLES, "runs": runs})


def ensured(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def towers(family, out):
    report = {}
    for kind, changed in (("lora", {}), ("dora", {"use_dora": True}), ("patterns", PATTERNS)):
        base = family.open()
        linears = [name for name, module in base.named_modules() if isinstance(module, torch.nn.Linear) and not name.endswith("lm_head")]
        torch.manual_seed(7)
        model = get_peft_model(base, LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, **changed, target_modules="(" + "|".join(re.escape(name) for name in linears) + ")", task_type="CAUSAL_LM"))
        for key, parameter in model.named_parameters():
            if "lora_B" in key:
                torch.nn.init.normal_(parameter, std=0.1)
        folder = os.path.join(out, "towers", kind)
        model.save_pretrained(folder)
        case = family.training["first_gradient"]["samples"]
        loss = family.mean(model, case)
        loss.backward()
        gradients = {key.replace(".default", ""): parameter.grad.clone() for key, parameter in model.named_parameters() if parameter.grad is not None}
        save_file(gradients, os.path.join(folder, "gradients.safetensors"))
        report[kind] = {"samples": case, "loss": loss.item(), "layers": linears}
        model.zero_grad()
        parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
        # Trainer: a magnitude is of one dimension, and no norm and no bias.
        steps = family.train(model, [{"params": parameters, "weight_decay": family.training["optimizer"]["weight_decay"]}], 1.0)
        report[kind]["steps"] = steps
        model.save_pretrained(os.path.join(folder, "final"))
    write(os.path.join(out, "towers", "training.json"), {"optimizer": family.training["optimizer"], **report})


def main(goldens, output):
    torch.manual_seed(0)
    for name in sorted(os.listdir(goldens)):
        if not os.path.exists(os.path.join(goldens, name, "lora", "training.json")):
            continue
        family = Family(goldens, name)
        model = family.open()
        with torch.no_grad():
            for case in family.cases:
                sum_, count = family.loss(model, case)
                print(name, case, "loss", (sum_ / count).item(), "of", family.cases[case]["loss"])
        out = os.path.join(output, name)
        for part in (towers, whole):
            try:
                part(family, out)
                print(name, part.__name__, "made")
            except Exception:
                import traceback

                traceback.print_exc()
    write(os.path.join(output, "versions.json"), {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__, "numpy": numpy.__version__})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
