"""The texts of phone messages: Liquid templates as a tenant has them, rendered within limits."""

from .defaults import LANGUAGES
from .render import Template, TemplateError, Templates

__all__ = ["LANGUAGES", "Template", "TemplateError", "Templates"]
