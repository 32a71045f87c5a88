"""Tiny parts with random weights for the pipelines: tokenizers, encoders, and how they are set."""

from __future__ import annotations

import importlib.util
from typing import Any

WIDTH = 32  # of every tiny network
START, END = "<|startoftext|>", "<|endoftext|>"
QWEN_MARKS = ("<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>",
              "<|video_pad|>")  # fmt: skip


def letters() -> list[str]:
    """The 256 signs in which byte-level tokenizers write bytes."""
    from tokenizers.pre_tokenizers import ByteLevel

    return sorted(ByteLevel.alphabet())


def clip_tokenizer(pad: str = END) -> Any:
    """CLIP's tokenizer without merges: every letter is a token."""
    from transformers import CLIPTokenizer

    signs = letters()
    words = [*signs, *(f"{sign}</w>" for sign in signs), START, END]
    vocab = {word: number for number, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocab, merges=[], model_max_length=77, pad_token=pad)


def clip_config(**more: Any) -> Any:
    """Of a CLIP reader of words."""
    from transformers import CLIPTextConfig

    return CLIPTextConfig(
        vocab_size=514,
        hidden_size=WIDTH,
        intermediate_size=WIDTH,
        num_hidden_layers=3,
        num_attention_heads=4,
        projection_dim=WIDTH,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
        **more,
    )


def qwen_tokenizer() -> Any:
    """Qwen's tokenizer without merges, with its marks and a short chat template."""
    from transformers import Qwen2Tokenizer

    signs = letters()
    vocab = {sign: number for number, sign in enumerate(signs)}
    vocab[END] = len(vocab)
    tokenizer = Qwen2Tokenizer(vocab=vocab, merges=[], model_max_length=4096)
    tokenizer.add_special_tokens({"additional_special_tokens": list(QWEN_MARKS)})
    tokenizer.chat_template = (
        "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}"
        "<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
    )
    return tokenizer


def qwen3_config(layers: int = 2) -> Any:
    """Of the reader of Z-Image and klein."""
    from transformers import Qwen3Config

    return Qwen3Config(
        vocab_size=263,
        hidden_size=WIDTH,
        intermediate_size=WIDTH,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=16,
    )


def reads_photos_only(
    reader: Any, image_processor: Any = None, tokenizer: Any = None, chat_template: Any = None
) -> None:
    """How Qwen's reader is made without its part for videos, which needs torchvision."""
    from transformers import ProcessorMixin

    reader.image_token, reader.video_token = "<|image_pad|>", "<|video_pad|>"
    reader.image_token_id = tokenizer.convert_tokens_to_ids(reader.image_token)
    reader.video_token_id = tokenizer.convert_tokens_to_ids(reader.video_token)
    ProcessorMixin.__init__(reader, image_processor, tokenizer, chat_template=chat_template)


def qwen_processor(tokenizer: Any) -> Any:
    """Qwen's reader of words and photos."""
    import transformers

    name = "Qwen2VLImageProcessor"
    if importlib.util.find_spec("torchvision") is None:
        name += "Pil"
    return transformers.Qwen2VLProcessor(
        image_processor=getattr(transformers, name)(),
        tokenizer=tokenizer,
        chat_template="{{ messages }}",
    )


def flux_vae(kind: Any) -> Any:
    """An autoencoder of that class, as FLUX.1 and Z-Image have it."""
    return kind(
        block_out_channels=(8, 8, 16, 16),
        norm_num_groups=4,
        latent_channels=4,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        use_quant_conv=False,
        use_post_quant_conv=False,
        shift_factor=0.1,
        scaling_factor=0.4,
    )
