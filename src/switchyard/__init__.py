"""Switchyard: sorts support tickets and hands each to the right person."""
