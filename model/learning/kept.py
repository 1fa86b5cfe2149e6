"""The features of a corpus between two starts: in the user's cache, mapped into memory.

Nothing in the file can run code, and only the file that the ledger in the user's state folder vouches for is
opened, see `model.learning.parts`.
"""

from __future__ import annotations

import hashlib
import json
import platform
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy
import sklearn
from scipy.sparse import csr_matrix

from model.classifier import ThemeClassifier
from model.classifying import features as features_module
from model.classifying import inverse as inverse_module
from model.classifying import kernels as kernels_module
from model.classifying.features import Metric
from model.folders import FEATURES, cache_folder, state_folder
from model.learning import vectorising
from model.learning.corpus import Corpus, Listing, corpus_of
from model.learning.modelcache import read_own, write_own
from model.learning.parts import PartsWriter, plain_part, read_parts
from model.learning.vectorising import vectorizer

FILE = "features.bin"
FORMAT = 2
LEDGER_LIMIT = 1 << 16
LARGEST = np.iinfo(np.int32).max

Arrays = dict[str, npt.NDArray[Any]]


class Keeper:
    """Writes the matrix of a corpus block by block, and then all that belongs to it.

    Args:
        root: of the project.
        rows: passages.
        entries: of the matrix.

    Raises:
        OSError: it can't be kept.
    """

    def __init__(self, root: Path, rows: int, entries: int) -> None:
        self._root = root
        self._parts = PartsWriter(cache_folder(root) / FILE)
        kind = np.int32 if entries <= LARGEST else np.int64
        self._parts.declare("data", np.float32, entries)
        self._parts.declare("indices", kind, entries)
        self._parts.declare("indptr", kind, rows + 1)
        self._entries, self._begun = 0, False

    def append(self, X: csr_matrix) -> None:
        """The next rows."""
        self._parts.append("data", X.data)
        self._parts.append("indices", X.indices)
        ends = X.indptr.astype(np.int64) - int(X.indptr[0]) + self._entries
        # The first block brings the 0 before the first row; all others begin where the last one ended.
        self._parts.append("indptr", ends[1:] if self._begun else ends)
        self._begun = True
        self._entries += X.nnz

    def finish(self, key: str, listing: Listing, features: ThemeClassifier, strange: int = 0) -> Corpus:
        """Write the rest, and enter the file in the ledger; the corpus, mapped.

        Args:
            key: of the corpus.
            listing: of its articles.
            features: whose vectorizer, metric and sample these are.
            strange: passages that came or went since they were learned.
        """
        within, neighbours, giver = features.kernels.costly
        words = features.vectorizer_.get_feature_names_out().tolist()
        for name, found in {
            **listing.arrays(),
            "idf": features.vectorizer_.idf_,
            "stems": features.stems_,
            "vectors": features.vectors_,
            "within": within,
            "giver": giver,
            **_parts("sample", features.sample_),
            **_parts("neighbours", neighbours),
        }.items():
            self._parts.put(name, np.asarray(found))
        self._parts.put_plain("ids", listing.ids)
        self._parts.put_plain("words", words)
        entry, arrays = self._parts.finish()
        facts = {"key": key, "strange": strange, "stem weight": float(features.stem_weight_)}
        ledger = json.dumps({**entry, **facts, "versions": _versions()})
        write_own(state_folder(self._root) / FEATURES, ledger.encode())
        return _corpus(arrays, facts, listing.ids, features)

    def close(self) -> None:
        """Let go of the file; what was not finished is gone."""
        self._parts.close()


def keep_corpus(root: Path, corpus: Corpus) -> None:
    """Keep a corpus that was made in memory.

    Raises:
        OSError: it can't be kept.
    """
    listing = Listing()
    listing.keep(corpus, 0, len(corpus.articles))
    keeper = Keeper(root, len(corpus), corpus.matrix.nnz)
    try:
        keeper.append(corpus.matrix)
        keeper.finish(corpus.key, listing, corpus.features, corpus.strange)
    finally:
        keeper.close()


def load_corpus(root: Path) -> Corpus | None:
    """The corpus that was kept; None where there is none that the ledger vouches for."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        entry = json.loads(read_own(state_folder(root), FEATURES, LEDGER_LIMIT))
        if entry["versions"] == _versions():
            arrays = read_parts(cache_folder(root) / FILE, entry)
            words = plain_part(arrays["words"])
            metric = Metric(arrays["stems"], float(entry["stem weight"]), arrays["vectors"])
            sample = _matrix(arrays, len(words), "sample ")
            features = features_of(words, np.array(arrays["idf"]), metric, sample)
            neighbours = _matrix(arrays, sample.shape[0], "neighbours ")
            features.kernels.costly = arrays["within"], neighbours, arrays["giver"]
            return _corpus(arrays, entry, plain_part(arrays["ids"]), features)
    return None


def features_of(
    words: list[str], idf: npt.NDArray[np.float32], metric: Metric, sample: csr_matrix
) -> ThemeClassifier:
    """A classifier that knows words, and no themes yet."""
    features = ThemeClassifier()
    features.vectorizer_ = vectorizer(words, idf)
    features.stems_, features.stem_weight_, features.vectors_ = metric
    features.sample_ = sample
    return features


def _corpus(arrays: Arrays, facts: dict[str, Any], ids: list[str], features: ThemeClassifier) -> Corpus:
    matrix = _matrix(arrays, len(features.stems_))
    return corpus_of(str(facts["key"]), ids, arrays, features, matrix, int(facts["strange"]))


@cache
def _method() -> str:
    """Changes with the code that learns features: who changes it need not remember to say so here."""
    digest = hashlib.sha256()
    for module in (features_module, kernels_module, inverse_module, vectorising):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def _parts(name: str, X: csr_matrix) -> Arrays:
    return {f"{name} data": X.data, f"{name} indices": X.indices, f"{name} indptr": X.indptr}


def _matrix(arrays: Arrays, columns: int, name: str = "") -> csr_matrix:
    data, indices, indptr = (arrays[f"{name}{part}"] for part in ("data", "indices", "indptr"))
    found = csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, columns), copy=False)
    found.has_sorted_indices = found.has_canonical_format = True  # else each use would look at all of it
    return found


def _versions() -> dict[str, str | int]:
    """What learned the features: another one may see other words, or weigh them otherwise."""
    return {
        "format": FORMAT,
        "method": _method(),
        "scikit-learn": sklearn.__version__,
        "scipy": scipy.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }
