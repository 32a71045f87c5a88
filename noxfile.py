"""The developer's verbs: `nox -s test`, `lint`, `types`, `imports`, `docs`, `validate`, `bench`."""

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["test", "lint", "types", "imports", "docs"]
PYTHONS = ["3.11", "3.12", "3.13"]


@nox.session(python=PYTHONS)
def test(session: nox.Session) -> None:
    """Run the tests."""
    session.install(".[test]")
    session.run("pytest", "-n", "2", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check format, lint and spelling."""
    session.install("ruff>=0.17.6", "codespell>=2.4")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("codespell")


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    session.install(".[dev]")
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """Check which layer imports which."""
    session.install(".[dev]")
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """Renew the generated tables in the docs; `nox -s docs -- --check` only checks them."""
    session.install(".[dev]")
    where = ["docs/*.md", "docs/cues/*.md", "README.md"]
    mode = session.posargs or ["-r"]
    session.run("bash", "-c", f"python -m cogapp {' '.join(mode)} {' '.join(where)}", external=True)


@nox.session
def validate(session: nox.Session) -> None:
    """Measure the cues and the critique against rated and labelled portraits."""
    session.install(".[dev]")
    session.run("python", "-m", "validate", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed as ratios to the floor of the same run."""
    session.install(".[dev]")
    session.run("python", "bench/bench_read.py")
