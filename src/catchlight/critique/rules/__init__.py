"""The rules, one a file, in the order they are shown. A rule that is not listed does not run."""

from ..rule import Rule
from .arms_crossed import arms_crossed
from .background_bright import background_bright
from .background_cluttered import background_cluttered
from .background_colorful import background_colorful
from .background_empty import background_empty
from .background_merges import background_merges
from .background_text import background_text
from .blacks_faded import blacks_faded
from .brand_palette_missing import brand_palette_missing
from .brow_tense import brow_tense
from .brow_worried import brow_worried
from .catchlights_missing import catchlights_missing
from .chin_high import chin_high
from .chin_low import chin_low
from .close_up_perspective import close_up_perspective
from .color_cast import color_cast
from .colors_cold import colors_cold
from .colors_faint import colors_faint
from .colors_hot import colors_hot
from .colors_loud import colors_loud
from .contrast_hard import contrast_hard
from .contrast_weak import contrast_weak
from .corners_down import corners_down
from .crop_at_joint import crop_at_joint
from .detail_lost import detail_lost
from .detail_unseen import detail_unseen
from .expression_blank import expression_blank
from .expression_uneven import expression_uneven
from .eye_line_off import eye_line_off
from .eyes_closed import eyes_closed
from .eyes_soft import eyes_soft
from .eyes_wide import eyes_wide
from .face_bright import face_bright
from .face_dark import face_dark
from .face_large import face_large
from .face_off_center import face_off_center
from .face_small import face_small
from .filter_look import filter_look
from .finish_missing import finish_missing
from .gaze_averted import gaze_averted
from .gaze_lost import gaze_lost
from .gaze_too_direct import gaze_too_direct
from .grain_heavy import grain_heavy
from .head_tilted import head_tilted
from .head_turned import head_turned
from .headroom_off import headroom_off
from .highlights_clipped import highlights_clipped
from .horizon_through_head import horizon_through_head
from .interchangeable import interchangeable
from .lead_room import lead_room
from .leaning import leaning
from .light_contrast import light_contrast
from .light_flat import light_flat
from .light_from_below import light_from_below
from .light_hard import light_hard
from .lips_pressed import lips_pressed
from .mouth_open import mouth_open
from .posture_closed import posture_closed
from .several_faces import several_faces
from .shadows_clipped import shadows_clipped
from .shoulders_sloping import shoulders_sloping
from .shoulders_turned import shoulders_turned
from .skin_harsh import skin_harsh
from .skin_over_smoothed import skin_over_smoothed
from .skin_shine import skin_shine
from .smile_missing import smile_missing
from .smile_too_broad import smile_too_broad
from .smile_without_eyes import smile_without_eyes
from .too_polished import too_polished
from .too_symmetric import too_symmetric
from .vignette_heavy import vignette_heavy
from .vintage_missing import vintage_missing

RULES: tuple[Rule, ...] = (
    gaze_averted,
    gaze_too_direct,
    gaze_lost,
    eyes_closed,
    eyes_wide,
    catchlights_missing,
    eyes_soft,
    lead_room,
    smile_missing,
    smile_too_broad,
    smile_without_eyes,
    expression_blank,
    brow_tense,
    brow_worried,
    lips_pressed,
    corners_down,
    mouth_open,
    expression_uneven,
    too_symmetric,
    skin_over_smoothed,
    skin_harsh,
    skin_shine,
    head_turned,
    head_tilted,
    chin_low,
    chin_high,
    shoulders_sloping,
    shoulders_turned,
    posture_closed,
    arms_crossed,
    leaning,
    light_from_below,
    light_hard,
    light_flat,
    light_contrast,
    face_dark,
    face_bright,
    shadows_clipped,
    highlights_clipped,
    face_small,
    face_large,
    headroom_off,
    eye_line_off,
    face_off_center,
    crop_at_joint,
    close_up_perspective,
    several_faces,
    background_cluttered,
    background_empty,
    background_bright,
    background_colorful,
    background_text,
    horizon_through_head,
    background_merges,
    colors_cold,
    colors_hot,
    color_cast,
    colors_faint,
    colors_loud,
    contrast_weak,
    contrast_hard,
    brand_palette_missing,
    filter_look,
    vintage_missing,
    grain_heavy,
    blacks_faded,
    vignette_heavy,
    detail_unseen,
    detail_lost,
    interchangeable,
    too_polished,
    finish_missing,
)

__all__ = ["RULES"]
