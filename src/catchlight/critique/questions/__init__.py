"""The seven questions of the checklist, in the order they are asked."""

from .background_context import QUESTION as BACKGROUND_CONTEXT
from .colors_mood import QUESTION as COLORS_MOOD
from .gaze_relation import QUESTION as GAZE_RELATION
from .human_texture import QUESTION as HUMAN_TEXTURE
from .intentional_expression import QUESTION as INTENTIONAL_EXPRESSION
from .person_with_story import QUESTION as PERSON_WITH_STORY
from .posture_supports import QUESTION as POSTURE_SUPPORTS
from .question import Answer, Question, answer

QUESTIONS: tuple[Question, ...] = (
    GAZE_RELATION,
    INTENTIONAL_EXPRESSION,
    HUMAN_TEXTURE,
    POSTURE_SUPPORTS,
    BACKGROUND_CONTEXT,
    COLORS_MOOD,
    PERSON_WITH_STORY,
)

__all__ = ["QUESTIONS", "Answer", "Question", "answer"]
